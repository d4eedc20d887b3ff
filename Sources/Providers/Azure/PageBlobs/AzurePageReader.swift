import HTTPTypes

/// A page blob or one of its snapshots, for reading.
final class AzurePageReader: PageReader {
  private let key: String
  let store: AzureStore
  private let snapshot: String?
  private let settings: AzurePageBlob.Settings
  let capabilities: PageCapabilities

  init(
    _ key: String, in store: AzureStore, snapshot: String?, settings: AzurePageBlob.Settings,
    capabilities: PageCapabilities
  ) {
    self.key = key
    self.store = store
    self.snapshot = snapshot
    self.settings = settings
    self.capabilities = capabilities
  }

  var name: String { store.location(key) + (snapshot.map { "@\($0)" } ?? "") }
  var geometry: PageGeometry { AzurePageBlob.geometry }

  func properties() async throws(StoreError) -> PageProperties {
    let fields = try await repeating(request(.head, action: "looking at the blob")).response.headerFields
    guard let size = fields[.contentLength].flatMap({ Int64($0) }), size >= 0 else {
      throw StoreError(
        .failed, "looking at the blob failed: the store does not say its size; check the endpoint", location: name)
    }
    guard fields[.ms("blob-type")] == "PageBlob" else {
      throw StoreError(
        .unsupported, "this is no page blob: it cannot be written in parts; copy it into a new page blob",
        location: name)
    }
    return PageProperties(
      size: size, etag: fields[.eTag].map(EntityTag.bare),
      modified: fields[.lastModified].flatMap(UTCTime.init(httpDate:))?.nanoseconds)
  }

  func read(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    try geometry.check(range, size: .max, location: name)
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    let pieces = Array(PagePieces.of(range, size: AzurePageBlob.largestPiece))
    if range.isEmpty { return [] }
    if pieces.count == 1 { return try await readPiece(range) }
    let assembly = PageAssembly(range)
    try await BoundedTasks.forEach(pieces, limit: settings.parallel) { piece throws(StoreError) in
      assembly.put(try await self.readPiece(piece), at: piece.lowerBound)
    }
    return assembly.take()
  }

  private func readPiece(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    try await settings.retries.repeating(StoreOperation(.get, key), at: name) { _ throws(StoreError) in
      let sink = CollectingSink(capacity: range.count)
      _ = try await store.read(key, state: snapshot.map { [("snapshot", $0)] } ?? [], range: range, to: sink)
      return sink.take()
    }
  }

  func request(
    _ method: HTTPRequest.Method, _ query: [(name: String, value: String)] = [], action: String
  ) -> AzureRequest {
    AzureRequest(method, .blob(key: key), query + (snapshot.map { [("snapshot", $0)] } ?? []), action: action)
  }

  private func repeating(_ request: AzureRequest) async throws(StoreError) -> HTTPReply {
    try await settings.retries.repeating(StoreOperation(.head, key), at: name) { _ throws(StoreError) in
      try await store.send(request)
    }
  }

  /// Get Page Ranges, and Get Page Ranges Diff.
  ///
  /// - Parameters:
  ///   - limit: what the service is told; `nil` for one that takes no limit.
  ///   - most: ranges of each kind that are kept of the reply.
  func ranges(
    _ range: Range<Int64>, since previous: String?, marker: String, limit: Int?, most: Int = .max
  ) async throws(StoreError) -> (AzurePageRangesReply, size: Int64) {
    var request = request(.get, [("comp", "pagelist")], action: "listing the ranges")
    if let previous { request.query.append(("prevsnapshot", previous)) }
    if let limit { request.query.append(("maxresults", "\(limit)")) }
    if !marker.isEmpty { request.query.append(("marker", marker)) }
    request.fields[.ms("range")] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    let model = AzurePageRangesReply(most: most)
    return try await settings.retries.repeating(StoreOperation(.list, key), at: name) {
      [request] _ throws(StoreError) in
      let (model, reply) = try await store.ask(request, model)
      guard !model.isFaulty, let size = reply.response.headerFields[.ms("blob-content-length")].flatMap({ Int64($0) })
      else {
        throw StoreError(
          .failed, "listing the ranges failed: the reply is not the blob service's; check the endpoint", location: name)
      }
      return (model, size)
    }
  }
}
