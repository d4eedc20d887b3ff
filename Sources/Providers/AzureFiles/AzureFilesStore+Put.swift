import HTTPTypes

extension AzureFilesStore {
  /// What one request writes at most.
  private static var largestRange: Int64 { 4 << 20 }
  private static var rangesAtOnce: Int { 4 }
  private static var largestFile: Int64 { 4 << 40 }

  /// Never with `.ifMatch`: the service compares no ETags.
  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try checkPlace(for: key, options)
    if Task.isCancelled { throw StoreError(cancelledAt: location(key)) }
    let (whole, md5) = try await AzurePartSum.sum(body, location: location(key))
    let size = whole.count
    guard size <= Self.largestFile else {
      throw StoreError(.failed, "storing failed: a file has at most 4 TiB", location: location(key))
    }
    var info = try await byWay(of: key, options.condition, size: size) { (temporary) throws(StoreError) -> String? in
      let id = try await create(temporary, size: size, md5: md5, options)
      try await write(body, size: size, to: temporary)
      return id
    }
    info.metadata = options.metadata
    return info
  }

  /// Throws where no file can be put under the key, or not on this condition.
  func checkPlace(for key: String, _ options: PutOptions) throws(StoreError) {
    try ObjectKey.validate(key, in: name)
    guard AzureFilesKey.canBeHeld(key) else {
      throw StoreError(
        .invalidKey, "\(key.debugDescription.prefix(300)) cannot be a file's path in Azure Files; choose another name",
        location: name)
    }
    try options.requireNoLease(location(key))
    if case .ifMatch = options.condition {
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
    // Where programs that see a file look for it; the metadata has it to the nanosecond.
    if let modified = options.modified, modified >= 0 {
      request.fields[.ms("file-last-write-time")] = Self.time(modified)
    }
    try UserMetadata.azure.add(options.metadata(dated: .date), to: &request.fields, location: location(path))
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

  /// Writes all ranges, some at once; the first failure ends those under way.
  private func write(_ body: PutBody, size: Int64, to path: String) async throws(StoreError) {
    var starts = stride(from: 0, to: size, by: Int(Self.largestRange)).makeIterator()
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        func addNext() {
          guard let start = starts.next() else { return }
          let part = body.part(start..<min(start + Self.largestRange, size))
          group.addTask { try await self.write(part, at: start, of: path) }
        }
        for _ in 0..<Self.rangesAtOnce { addNext() }
        while try await group.next() != nil { addNext() }
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(cancelledAt: location(path))
    }
  }

  /// In units of 100 nanoseconds, as fine as the service has times.
  private static func time(_ nanoseconds: Int64) -> String {
    let fraction = String(nanoseconds % 1_000_000_000 / 100)
    let digits = String(repeating: "0", count: 7 - fraction.utf8.count) + fraction
    return "\(UTCTime(nanoseconds: nanoseconds).extended.dropLast()).\(digits)Z"
  }

  private func write(_ part: PutBody, at start: Int64, of path: String) async throws(StoreError) {
    let (sent, md5) = try await AzurePartSum.sum(part, location: location(path))
    var request = request(.put, path, [("comp", "range")], action: "storing")
    request.fields[.ms("write")] = "update"
    request.fields[.ms("file-last-write-time")] = "preserve"
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
