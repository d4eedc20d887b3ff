extension FileTree {
  /// Opens a file, or makes it where the options say so.
  ///
  /// Throws `.notFound` without one, `.conditionFailed` where an exclusive one is there already, `.failed` for a folder.
  /// Making a file is not idempotent where it is exclusive: a repetition may find its own.
  public func open(_ path: String, _ options: FileOptions = FileOptions()) async throws(StoreError) -> any OpenFile {
    try ObjectKey.validate(path, in: name)
    if !options.isExclusive, let file = try await openExisting(path, options) { return file }
    guard let creation = options.create else {
      if options.isExclusive {
        throw StoreError(.failed, "only a file that is made can be exclusive", location: location(path))
      }
      if try await hasEntries(path) { throw isFolder(path) }
      throw StoreError(.notFound, "there is no such file", location: location(path))
    }
    do throws(StoreError) {
      return try await make(path, creation, options)
    } catch {
      // Somebody else was faster.
      guard error.code == .conditionFailed, !options.isExclusive, let file = try await openExisting(path, options)
      else { throw error }
      return file
    }
  }

  /// Opens a folder, which can only be looked at: throws `.notFound` where there is none.
  public func openFolder(_ path: String) async throws(StoreError) -> FileStatus {
    let status = try await stat(path)
    guard status.kind == .folder else {
      throw StoreError(.failed, "this is a file and no folder", location: location(path))
    }
    return status
  }

  private func openExisting(_ path: String, _ options: FileOptions) async throws(StoreError) -> (any OpenFile)? {
    do throws(StoreError) {
      switch backend {
      case .folder, .share: return VolumeFile(try await volumes.openPages(path, options.access))
      case .azure(let container):
        do throws(StoreError) {
          return VolumeFile(try await container.openPageBlob(path, options.access))
        } catch {
          // A block blob.
          guard error.code == .unsupported else { throw error }
          return object(path, options)
        }
      case .s3, .objects:
        if try await store.exists(path) { return object(path, options) }
        return try await isVolume(path) ? VolumeFile(try await volumes.openPages(path, options.access)) : nil
      }
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  private func make(
    _ path: String, _ creation: FileOptions.Creation, _ options: FileOptions
  ) async throws(StoreError) -> any OpenFile {
    guard options.access == .writing else { throw StoreError(readingOnly: location(path)) }
    switch (creation, backend) {
    case (.pages(let size), _):
      return VolumeFile(try await volumes.createPages(path, size: size, contentType: options.contentType))
    case (.natural, .folder), (.natural, .share):
      return VolumeFile(try await volumes.createPages(path, size: 0, contentType: options.contentType))
    case (.natural, _):
      if try await isVolume(path) {
        throw StoreError(.conditionFailed, "there is such a file already", location: location(path))
      }
      let condition: PutCondition = store.capabilities.contains(.putIfAbsent) ? .ifAbsent : .always
      if options.isExclusive, condition == .always {
        throw StoreError(
          .unsupported, "the store cannot promise that a file is new; make it without being exclusive",
          location: location(path))
      }
      try await store.put(
        path, .bytes([]), options: PutOptions(condition: condition, contentType: options.contentType))
      return object(path, options)
    }
  }

  private func object(_ path: String, _ options: FileOptions) -> ObjectFile {
    ObjectFile(path, in: store, options)
  }

  /// Whether block objects are below the path.
  func isVolume(_ path: String) async throws(StoreError) -> Bool {
    guard volumes is BlockObjects else { return false }
    do throws(StoreError) {
      _ = try await BlockObjects.head(BlockLayout(key: path), in: store)
      return true
    } catch {
      // Somebody's object that is called `head`.
      if error.code == .notFound || error.code == .corrupted { return false }
      throw error
    }
  }

  func isFolder(_ path: String) -> StoreError {
    StoreError(.failed, "this is a folder and no file", location: location(path))
  }
}
