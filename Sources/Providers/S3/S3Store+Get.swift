import HTTPTypes

extension S3Store {
  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try await read(key, version: nil, range: range, to: sink)
  }

  func read(
    _ key: String, version: String?, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try ObjectKey.validate(key, in: name)
    var request = S3Request(.get, .object(key: key), action: "reading")
    if let version { request.query.append(("versionId", version)) }
    try addCustomerKey(to: &request.fields)
    if let range { return try await readPart(request, key, range, to: sink) }
    return try await readWhole(request, key, to: sink)
  }

  private func readWhole(
    _ request: S3Request, _ key: String, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    var request = request
    request.fields[.amz("checksum-mode")] = "ENABLED"
    let download = S3DownloadSink(
      sink, expected: nil, checksum: configuration.checksum ?? .crc32c, md5: !site.namesChecksums)
    request.sink = download
    let fields = try await send(request).response.headerFields
    let size = fields[.contentLength].flatMap { Int64($0) } ?? download.count
    guard size == download.count else {
      throw StoreError(truncatedAt: download.count, expected: size, location: location(key))
    }
    let algorithm = configuration.checksum ?? .crc32c
    site.namesChecksums = S3ObjectChecksum.value(algorithm, in: fields) != nil
    if let contradiction = download.contradiction(of: fields) {
      throw StoreError(
        .corrupted, "what was read is not what was stored: \(contradiction); read it again, or restore it from a copy",
        location: location(key), isRetryable: true)
    }
    return info(key, size: size, fields)
  }

  private func readPart(
    _ request: S3Request, _ key: String, _ range: Range<Int64>, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    // HTTP knows no empty ranges, and none before the start.
    guard range.lowerBound >= 0, !range.isEmpty else {
      let info = try await headOf(request, key)
      guard range.lowerBound >= 0, range.upperBound <= info.size else {
        throw StoreError(range, outside: info.size, location: location(key))
      }
      return info
    }
    var request = request
    request.fields[.range] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    let download = S3DownloadSink(sink, expected: Int64(range.count))
    request.sink = download
    let reply: HTTPReply
    do throws(StoreError) {
      reply = try await send(request)
    } catch {
      if error.cause is S3DownloadSink.TooLong { throw wrongRange(range, key) }
      throw error
    }
    let fields = reply.response.headerFields
    // Some servers give a part with the status of the whole: the field tells.
    guard let named = fields[.contentRange] else {
      // The whole object, which may be what was asked for.
      guard range.lowerBound == 0, download.count == range.upperBound else {
        if range.lowerBound == 0 { throw StoreError(range, outside: download.count, location: location(key)) }
        throw wrongRange(range, key)
      }
      return info(key, size: download.count, fields)
    }
    guard let given = ContentRange(named), given.range.lowerBound == range.lowerBound else {
      throw wrongRange(range, key)
    }
    guard given.size >= range.upperBound else { throw StoreError(range, outside: given.size, location: location(key)) }
    guard download.count == Int64(range.count) else {
      throw StoreError(
        truncatedAt: range.lowerBound + download.count, expected: given.size, location: location(key))
    }
    return info(key, size: given.size, fields)
  }

  private func headOf(_ request: S3Request, _ key: String) async throws(StoreError) -> ObjectInfo {
    var request = request
    request.method = .head
    let fields = try await send(request).response.headerFields
    guard let size = fields[.contentLength].flatMap({ Int64($0) }) else {
      throw StoreError(.failed, "reading failed: the store does not say the size", location: location(key))
    }
    return info(key, size: size, fields)
  }

  private func wrongRange(_ range: Range<Int64>, _ key: String) -> StoreError {
    StoreError(
      .failed,
      "reading failed: the bytes from \(range.lowerBound) up to \(range.upperBound) were asked for, and others came; "
        + "check that no proxy changes requests", location: location(key))
  }
}
