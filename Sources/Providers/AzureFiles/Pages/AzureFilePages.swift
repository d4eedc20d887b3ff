import HTTPTypes

/// A volume as a file of an Azure share: any byte, up to 4 TiB.
///
/// Each write is durable when the service says so, and `flush` has nothing to do. A write becomes requests of at most
/// 4 MiB (Put Range), some at once; zeros are cleared instead. Every request is repeated by itself where that may help.
/// Snapshots are of the whole share, and so none of a volume; leases and changes are refused.
public final class AzureFilePages: PageStore {
  public typealias Settings = AzurePageBlob.Settings

  /// Bytes of one Put Range, and of one range that comes with a checksum.
  private static let largestPiece: Int64 = 4 << 20
  static let largest: Int64 = 4 << 40
  static let geometry = PageGeometry(alignment: 1, block: 512)
  /// Bytes that the service, which lists all there is, is asked about at once.
  private static let window: Int64 = 16 << 30

  let key: String
  let store: AzureFilesStore
  private let access: PageAccess
  private let settings: Settings
  /// Writers share it; resizing has it alone.
  private let locks = RangeLocks()

  init(_ key: String, in store: AzureFilesStore, _ access: PageAccess, settings: Settings) {
    self.key = key
    self.store = store
    self.access = access
    self.settings = settings
  }

  public var name: String { store.location(key) }
  public var capabilities: PageCapabilities { [.durableWrites] }
  public var geometry: PageGeometry { Self.geometry }

  public func properties() async throws(StoreError) -> PageProperties {
    let info = try await repeating(.head) { () async throws(StoreError) in try await store.head(key) }
    return PageProperties(size: info.size, etag: info.etag, modified: info.modified)
  }

  public func read(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    try geometry.check(range, size: .max, location: name)
    let assembly = PageAssembly(range)
    try await BoundedTasks.forEach(PagePieces.of(range, size: Self.largestPiece), limit: settings.parallel) {
      piece throws(StoreError) in
      let bytes = try await self.repeating(.get) { () async throws(StoreError) in
        try await self.store.get(self.key, range: piece)
      }
      assembly.put(bytes, at: piece.lowerBound)
    }
    return assembly.take()
  }

  public func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    try geometry.check(range, size: .max, location: name)
    if range.isEmpty { return PageRangeList(ranges: [], next: nil) }
    let limit = max(1, limit)
    let window = range.lowerBound..<min(range.upperBound, range.lowerBound + Self.window)
    var request = store.request(.get, key, [("comp", "rangelist")], action: "listing the ranges")
    request.fields[.ms("range")] = "bytes=\(window.lowerBound)-\(window.upperBound - 1)"
    let (model, size) = try await repeating(.list) { [request] () async throws(StoreError) in
      let (model, reply) = try await store.sender.ask(request, AzureRangesReply(most: limit + 1))
      return (model, reply.response.headerFields[.ms("content-length")].flatMap { Int64($0) })
    }
    if let size, range.upperBound > size { throw StoreError(range, outside: size, location: name) }
    let found = model.ranges.map { $0.clamped(to: window) }.filter { !$0.isEmpty }
    if found.count > limit { return PageRangeList(ranges: Array(found[..<limit]), next: found[limit].lowerBound) }
    return PageRangeList(ranges: found, next: window.upperBound < range.upperBound ? window.upperBound : nil)
  }

  public func changedRanges(
    since snapshot: String, in range: Range<Int64>, limit: Int
  ) async throws(StoreError) -> PageChangeList { throw noSnapshots }

  public func write(_ bytes: [UInt8], at offset: Int64) async throws(StoreError) {
    let range = PageGeometry.range(at: offset, count: bytes.count)
    try await changing(range) { () async throws(StoreError) in
      try await BoundedTasks.forEach(PagePieces.of(range, size: Self.largestPiece), limit: settings.parallel) {
        piece throws(StoreError) in
        let part = bytes[Int(piece.lowerBound - offset)..<Int(piece.upperBound - offset)]
        if ZeroBytes.areAll(part) {
          try await self.send(self.rangeRequest("clear", piece, action: "clearing"))
        } else {
          try await self.put(Array(part), piece)
        }
      }
    }
  }

  public func clear(_ range: Range<Int64>) async throws(StoreError) {
    try await changing(range) { () async throws(StoreError) in
      if !range.isEmpty { try await send(rangeRequest("clear", range, action: "clearing")) }
    }
  }

  /// Set File Properties, with what is known of the file besides, since what is not named would be forgotten. Its MD5 is:
  /// it is that of other bytes.
  public func resize(to size: Int64) async throws(StoreError) {
    guard (0...Self.largest).contains(size) else {
      throw StoreError(size: size, alignment: 1, largest: Self.largest, location: name)
    }
    try await changing(0..<0, alone: true) { () async throws(StoreError) in
      let known = try await repeating(.head) { () async throws(StoreError) in try await store.headFields(key) }.fields
      var request = store.request(.put, key, [("comp", "properties")], action: "resizing")
      request.fields[.ms("content-length")] = "\(size)"
      for field in ["content-type", "content-encoding", "content-language", "content-disposition", "cache-control"] {
        if let value = known[.named(field)] { request.fields[.ms(field)] = value }
      }
      for field in ["attributes", "creation-time", "permission"] { request.fields[.ms("file-\(field)")] = "preserve" }
      request.fields[.ms("file-last-write-time")] = "now"
      try await send(request)
    }
  }

  /// Writes `range` of a file of the same share to `offset` here; the service moves the bytes (Put Range From URL).
  func copy(_ range: Range<Int64>, from source: AzureFilePages, to offset: Int64) async throws(StoreError) {
    let size = try await source.properties().size
    try geometry.check(range, size: size, location: source.name)
    let distance = offset - range.lowerBound
    try await changing(PageGeometry.range(at: offset, count: range.count)) { () async throws(StoreError) in
      try await BoundedTasks.forEach(PagePieces.of(range, size: Self.largestPiece), limit: settings.parallel) {
        piece throws(StoreError) in
        var request = self.rangeRequest(
          "update", piece.lowerBound + distance..<piece.upperBound + distance, action: "copying")
        request.fields[.ms("source-range")] = "bytes=\(piece.lowerBound)-\(piece.upperBound - 1)"
        try await source.store.addSource(source.key, to: &request.fields)
        try await self.send(request)
      }
    }
  }

  /// Nothing to do: every write was durable when it returned.
  public func flush() async throws(StoreError) {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
  }

  public func close() async throws(StoreError) {}

  private func put(_ bytes: [UInt8], _ range: Range<Int64>) async throws(StoreError) {
    let (body, md5) = try await AzurePartSum.sum(.bytes(bytes), location: name)
    var request = rangeRequest("update", range, action: "writing")
    request.fields[.contentMD5] = Base64.encode(md5)
    request.body = body
    try await send(request)
  }

  private func rangeRequest(_ kind: String, _ range: Range<Int64>, action: String) -> AzureRequest {
    var request = store.request(.put, key, [("comp", "range")], action: action)
    request.fields[.ms("write")] = kind
    request.fields[.ms("range")] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    return request
  }

  private func send(_ request: AzureRequest) async throws(StoreError) {
    try await repeating(.put) { () async throws(StoreError) in _ = try await store.sender.send(request) }
  }

  private func repeating<T: Sendable>(
    _ kind: StoreOperation.Kind, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    try await settings.retries.repeating(StoreOperation(kind, key), at: name) { _ throws(StoreError) in
      try await body()
    }
  }

  /// What changes something, beside others that do or alone.
  private func changing<T: Sendable>(
    _ range: Range<Int64>, alone: Bool = false, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    guard access == .writing else { throw StoreError(readingOnly: name) }
    try geometry.check(range, size: .max, location: name)
    return try await locks.locked(alone ? 0..<Int64.max : range, alone ? .exclusive : .shared, body)
  }
}
