import HTTPTypes

/// Reads blobs and files, and compares what comes with the sums that the service has of it.
struct AzureReader: Sendable {
  /// The sum of a range that the service can be asked for.
  enum RangeSum: Sendable {
    case crc64, md5

    var field: HTTPField.Name { .ms(self == .crc64 ? "range-get-content-crc64" : "range-get-content-md5") }
    var sum: AzureDownloadSink.Sum { self == .crc64 ? .crc64 : .md5 }
  }

  /// The largest range of which the service gives a checksum.
  private static var largestSummed: Int { 4 << 20 }

  let sender: AzureSender
  let rangeSum: RangeSum
  /// That every request has.
  var fields = HTTPFields()

  /// - Parameter state: says which state of the blob or file is meant: a snapshot, a version.
  func read(
    _ key: String, state: [(name: String, value: String)] = [], range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    var request = request(.get, key, action: "reading")
    request.query = state
    if let range { return try await readPart(request, key, range, to: sink) }
    return try await readWhole(request, key, to: sink)
  }

  private func request(_ method: HTTPRequest.Method, _ key: String, action: String) -> AzureRequest {
    var request = AzureRequest(method, .blob(key: key), action: action)
    request.fields = fields
    return request
  }

  func head(_ key: String) async throws(StoreError) -> ObjectInfo { try await headFields(key).info }

  func headFields(_ key: String) async throws(StoreError) -> (info: ObjectInfo, fields: HTTPFields) {
    let action = "looking at the \(sender.service.object)"
    let fields = try await sender.send(request(.head, key, action: action)).response.headerFields
    guard let size = fields[.contentLength].flatMap({ Int64($0) }), size >= 0 else {
      throw StoreError(
        .failed, "\(action) failed: the store does not say its size; check the endpoint", location: sender.location(key)
      )
    }
    return (Self.info(key, size: size, fields), fields)
  }

  private func readWhole(
    _ request: AzureRequest, _ key: String, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    let download = AzureDownloadSink(sink, sum: .md5)
    var request = request
    request.sink = download
    let fields = try await sender.send(request).response.headerFields
    let size = fields[.contentLength].flatMap { Int64($0) } ?? download.count
    guard size == download.count else {
      throw StoreError(truncatedAt: download.count, expected: size, location: sender.location(key))
    }
    try compare(download, fields, key)
    return Self.info(key, size: size, fields)
  }

  private func readPart(
    _ request: AzureRequest, _ key: String, _ range: Range<Int64>, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    // HTTP knows no empty ranges, and none before the start.
    guard range.lowerBound >= 0, !range.isEmpty else {
      let info = try await head(key)
      guard range.lowerBound >= 0, range.upperBound <= info.size else {
        throw StoreError(range, outside: info.size, location: sender.location(key))
      }
      return info
    }
    var request = request
    request.fields[.ms("range")] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    let isSummed = range.count <= Self.largestSummed
    if isSummed { request.fields[rangeSum.field] = "true" }
    let download = AzureDownloadSink(sink, sum: isSummed ? rangeSum.sum : nil, expected: Int64(range.count))
    request.sink = download
    let reply: HTTPReply
    do throws(StoreError) {
      reply = try await sender.send(request)
    } catch {
      if error.cause is AzureDownloadSink.TooLong { throw wrongRange(range, key) }
      throw error
    }
    let fields = reply.response.headerFields
    guard let given = fields[.contentRange].flatMap(ContentRange.init), given.range.lowerBound == range.lowerBound
    else {
      throw wrongRange(range, key)
    }
    guard given.size >= range.upperBound else {
      throw StoreError(range, outside: given.size, location: sender.location(key))
    }
    guard download.count == Int64(range.count) else {
      throw StoreError(
        truncatedAt: range.lowerBound + download.count, expected: given.size, location: sender.location(key))
    }
    try compare(download, fields, key)
    return Self.info(key, size: given.size, fields)
  }

  private func compare(_ download: AzureDownloadSink, _ fields: HTTPFields, _ key: String) throws(StoreError) {
    guard let contradiction = download.contradiction(of: fields) else { return }
    throw StoreError(
      .corrupted, "what was read is not what was stored: \(contradiction); read it again, or restore it from a copy",
      location: sender.location(key), isRetryable: true)
  }

  private func wrongRange(_ range: Range<Int64>, _ key: String) -> StoreError {
    StoreError(
      .failed,
      "reading failed: the bytes from \(range.lowerBound) up to \(range.upperBound) were asked for, and others came; "
        + "check that no proxy changes requests", location: sender.location(key))
  }

  /// What a reply's header fields say of a blob or a file.
  static func info(_ key: String, size: Int64, _ fields: HTTPFields) -> ObjectInfo {
    ObjectInfo(
      key: key, size: size, etag: fields[.eTag].map(EntityTag.bare),
      modified: fields[.lastModified].flatMap(UTCTime.init(httpDate:))?.nanoseconds, tier: fields[.ms("access-tier")],
      metadata: UserMetadata.azure.read(fields))
  }
}
