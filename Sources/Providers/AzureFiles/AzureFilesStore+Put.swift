import HTTPTypes

extension AzureFilesStore {
  /// What one request writes at most.
  private static var largestRange: Int64 { 4 << 20 }
  private static var largestFile: Int64 { 4 << 40 }

  /// Never with `.ifMatch`: the service compares no ETags.
  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try checkPlace(for: key, options.condition)
    if Task.isCancelled { throw StoreError(cancelledAt: location(key)) }
    let (whole, md5) = try await AzurePartSum.sum(body, location: location(key))
    let size = whole.count
    guard size <= Self.largestFile else {
      throw StoreError(.failed, "storing failed: a file has at most 4 TiB", location: location(key))
    }
    var info = try await byWay(of: key, options.condition, size: size) { (temporary) throws(StoreError) -> String? in
      let id = try await create(temporary, size: size, md5: md5, options)
      for start in stride(from: 0, to: size, by: Int(Self.largestRange)) {
        try await write(body.part(start..<min(start + Self.largestRange, size)), at: start, of: temporary)
      }
      return id
    }
    info.metadata = options.metadata
    return info
  }

  /// Throws where no file can be put under the key, or not on this condition.
  func checkPlace(for key: String, _ condition: PutCondition) throws(StoreError) {
    try ObjectKey.validate(key, in: name)
    guard AzureFilesKey.canBeHeld(key) else {
      throw StoreError(
        .invalidKey, "\(key.debugDescription.prefix(300)) cannot be a file's path in Azure Files; choose another name",
        location: name)
    }
    if case .ifMatch = condition {
      throw StoreError(
        .unsupported, "Azure Files compares no ETags; put without the condition", location: location(key))
    }
  }

  /// Lets `make` write a file under a temporary name, and gives it its own when it is whole.
  ///
  /// - Parameter make: Returns the file's id, which it keeps when it is renamed.
  func byWay(
    of key: String, _ condition: PutCondition, size: Int64, _ make: (String) async throws(StoreError) -> String?
  ) async throws(StoreError) -> ObjectInfo {
    let temporary = AzureFilesKey.directory(of: key) + TemporaryName.make()
    do throws(StoreError) {
      let id = try await make(temporary)
      return try await rename(temporary, id, to: key, condition, size: size)
    } catch {
      if error.code != .notFound { await discard(temporary) }
      throw error
    }
  }

  private func create(
    _ path: String, size: Int64, md5: [UInt8], _ options: PutOptions
  ) async throws(StoreError) -> String? {
    var request = request(.put, path, action: "storing")
    request.fields[.ms("type")] = "file"
    request.fields[.ms("content-length")] = "\(size)"
    request.fields[.ms("content-md5")] = Base64.encode(md5)
    if let type = options.contentType { request.fields[.ms("content-type")] = type }
    try UserMetadata.azure.add(options.metadata, to: &request.fields, location: location(path))
    return try await sendMakingDirectories(request, for: path).response.headerFields[.ms("file-id")]
  }

  /// Sends a request that makes a file, and makes the directories that it lacks.
  @discardableResult
  func sendMakingDirectories(_ request: AzureRequest, for path: String) async throws(StoreError) -> HTTPReply {
    // Another may delete a directory that is empty yet.
    for _ in 0..<4 {
      do throws(StoreError) {
        return try await sender.send(request)
      } catch {
        guard (error.cause as? AzureFailure)?.code == "ParentNotFound" else { throw error }
      }
      try await makeDirectories(AzureFilesKey.directory(of: path))
    }
    throw StoreError(
      .failed, "storing failed: its directory cannot be made; see whether a file has the directory's name",
      location: location(path))
  }

  private func write(_ part: PutBody, at start: Int64, of path: String) async throws(StoreError) {
    let (sent, md5) = try await AzurePartSum.sum(part, location: location(path))
    var request = request(.put, path, [("comp", "range")], action: "storing")
    request.fields[.ms("write")] = "update"
    request.fields[.ms("range")] = "bytes=\(start)-\(start + sent.count - 1)"
    request.fields[.contentMD5] = Base64.encode(md5)
    request.body = sent
    _ = try await sender.send(request)
  }

  private func rename(
    _ source: String, _ id: String?, to key: String, _ condition: PutCondition, size: Int64
  ) async throws(StoreError) -> ObjectInfo {
    var request = request(.put, key, [("comp", "rename")], action: "storing")
    request.fields[.ms("file-rename-source")] = try await url(source)
    request.fields[.ms("source-allow-trailing-dot")] = "true"
    request.fields[.ms("file-rename-replace-if-exists")] = condition == .always ? "true" : "false"
    do throws(StoreError) {
      return AzureReader.info(key, size: size, try await sender.send(request).response.headerFields)
    } catch {
      if error.code == .cancelled { throw error }
      if let renamed = try await found(key, id, after: error) { return renamed }
      guard error.code == .conditionFailed, condition == .always else { throw error }
      throw StoreError(
        .failed, "storing failed: a directory has this name; delete what is in it, or choose another name",
        location: location(key), cause: error.cause)
    }
  }

  /// The file of this id, if it has its name after all: a rename whose reply was lost and that was sent again finds
  /// nothing to rename.
  private func found(
    _ key: String, _ id: String?, after failure: StoreError
  ) async throws(StoreError) -> ObjectInfo? {
    guard let id else { return nil }
    do throws(StoreError) {
      let (info, fields) = try await headFields(key)
      return fields[.ms("file-id")] == id ? info : nil
    } catch {
      if error.code == .notFound { return nil }
      var unknown = failure
      unknown.isRetryable = true
      throw unknown
    }
  }

  /// Deletes what is not whole. The calling task may be cancelled, so that this takes one of its own, and gives up after
  /// a while: what is left is in no listing.
  private func discard(_ path: String) async {
    let request = request(.delete, path, action: "deleting")
    let deleting = Task { [sender] in _ = try? await sender.send(request) }
    let limit = Task { [clock] in
      try await clock.sleep(.seconds(10))
      deleting.cancel()
    }
    await deleting.value
    limit.cancel()
  }
}
