/// A blob, or one of its snapshots: a value, so that a snapshot is a copy.
struct Blob: Sendable {
  enum Content: Sendable {
    case block([Block])
    case append([[UInt8]])
    case page(SparsePages, sequenceNumber: Int64)
  }

  /// A committed block; its id is empty for what came in one piece.
  struct Block: Sendable {
    var id: String
    var bytes: [UInt8]
  }

  /// The last copy into it.
  struct Copy: Sendable {
    var id: String
    var source: String
    var progress: String
    var completed: StorageTime?
    var status = "success"
    /// When a copy that is under way will be done, and what it brings.
    var due: StorageTime?
    var isIncremental = false
    /// Of an incremental copy: the blob that it copies, without the snapshot.
    var origin: String?
    var sourceSnapshot: String?
    var snapshot: String?
  }

  /// That it was deleted, and is kept for some days.
  struct Deletion: Sendable {
    var time: StorageTime
    var days: Int64

    private var end: StorageTime { time.adding(seconds: days * 86_400) }

    func isOver(at now: StorageTime) -> Bool { end <= now }

    func daysLeft(at now: StorageTime) -> Int64 { max(0, (end.seconds - now.seconds) / 86_400) }
  }

  var content: Content
  var contentType = "application/octet-stream"
  var contentEncoding: String?
  var contentLanguage: String?
  var contentMD5: String?
  var cacheControl: String?
  var contentDisposition: String?
  var metadata: [String: String] = [:]
  var tags: [String: String] = [:]
  var etag = ""
  var created = StorageTime.now
  var modified = StorageTime.now
  var lease = Lease()
  /// `nil` for the account's own.
  var tier: String?
  var tierChanged: StorageTime?
  /// Where an archived blob is on its way to, and when it is there.
  var rehydration: (tier: String, due: StorageTime)?
  var copy: Copy?
  var isSealed = false
  /// Its id, where the account keeps versions.
  var version: String?
  var deletion: Deletion?

  init(_ content: Content) { self.content = content }

  var length: Int64 {
    switch content {
    case .block(let blocks): blocks.reduce(0) { $0 + Int64($1.bytes.count) }
    case .append(let pieces): pieces.reduce(0) { $0 + Int64($1.count) }
    case .page(let pages, _): pages.length
    }
  }

  var typeName: String {
    switch content {
    case .block: "BlockBlob"
    case .append: "AppendBlob"
    case .page: "PageBlob"
    }
  }

  /// The bytes in `range`.
  func bytes(_ range: Range<Int64>) -> ByteSource {
    let all: [[UInt8]]
    switch content {
    case .page(let pages, _): return ByteSource(pages, range)
    case .block(let blocks): all = blocks.map(\.bytes)
    case .append(let pieces): all = pieces
    }
    var found: [ArraySlice<UInt8>] = []
    var start: Int64 = 0
    for bytes in all {
      let part = range.clamped(to: start..<start + Int64(bytes.count))
      if !part.isEmpty { found.append(bytes[Int(part.lowerBound - start)..<Int(part.upperBound - start)]) }
      start += Int64(bytes.count)
    }
    return ByteSource(found)
  }

  var bytes: ByteSource { bytes(0..<length) }

  /// The content as that of a block blob that came in one piece. Of a block blob it shares the memory.
  var asBlocks: [Block] {
    switch content {
    case .block(let blocks): blocks.map { Block(id: "", bytes: $0.bytes) }
    case .append(let pieces): pieces.map { Block(id: "", bytes: $0) }
    case .page: length == 0 ? [] : [Block(id: "", bytes: bytes.joined())]
    }
  }

  /// Takes the fields that describe content from a request: those of Put Blob, Put Block List, Set Blob Properties.
  mutating func describe(_ request: EmulatorRequest, isWhole: Bool) {
    if isWhole { contentType = request["content-type"] ?? "application/octet-stream" }
    if let type = request["x-ms-blob-content-type"] { contentType = type }
    contentEncoding = request["x-ms-blob-content-encoding"] ?? (isWhole ? request["content-encoding"] : nil)
    contentLanguage = request["x-ms-blob-content-language"] ?? (isWhole ? request["content-language"] : nil)
    cacheControl = request["x-ms-blob-cache-control"] ?? (isWhole ? request["cache-control"] : nil)
    contentDisposition = request["x-ms-blob-content-disposition"]
    contentMD5 = request["x-ms-blob-content-md5"]
  }

  /// Lets another change this one where it lies.
  mutating func apply<Result>(
    _ body: (inout Blob) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    try body(&self)
  }

  /// Blocks that were appended; `nil` where it is no append blob.
  var appendedCount: Int? {
    if case .append(let pieces) = content { return pieces.count }
    return nil
  }

  /// Adds to an append blob.
  mutating func append(_ bytes: [UInt8]) {
    guard appendedCount != nil, case .append(var pieces) = takeContent() else { return }
    pieces.append(bytes)
    content = .append(pieces)
  }

  /// Changes the pages of a page blob.
  mutating func changePages(_ body: (inout SparsePages) -> Void) {
    guard case .page = content, case .page(var pages, let number) = takeContent() else { return }
    body(&pages)
    content = .page(pages, sequenceNumber: number)
  }

  /// Gives a page blob another length and sequence number.
  mutating func reshape(length: Int64, number: Int64) {
    changePages { $0.resize(to: length) }
    if case .page(let pages, _) = content { content = .page(pages, sequenceNumber: number) }
  }

  /// Whoever changes the content is its only holder, or all of it would be copied.
  private mutating func takeContent() -> Content {
    let taken = content
    content = .block([])
    return taken
  }

  /// Ends a copy or a rehydration whose time has come.
  mutating func settle(at now: StorageTime) {
    if let due = copy?.due, due <= now, copy?.status == "pending" {
      let whole = length
      copy?.status = "success"
      copy?.progress = "\(whole)/\(whole)"
      copy?.completed = due
    }
    if let (tier, due) = rehydration, due <= now {
      self.tier = tier
      tierChanged = due
      rehydration = nil
    }
  }

  /// It was deleted, and kept for as long as was promised.
  func isForgotten(at now: StorageTime) -> Bool {
    deletion?.isOver(at: now) ?? false
  }

  var archiveStatus: String? { rehydration.map { "rehydrate-pending-to-\($0.tier.lowercased())" } }

  /// What the reply to a write says of the blob.
  struct Stamp: Sendable {
    var etag: String
    var modified: StorageTime
    var version: String?
    var sequenceNumber: Int64?
  }

  var stamp: Stamp {
    var stamp = Stamp(etag: etag, modified: modified, version: version)
    if case .page(_, let number) = content { stamp.sequenceNumber = number }
    return stamp
  }

  mutating func touch(_ etag: String, at now: StorageTime) {
    self.etag = etag
    modified = now
    // Whoever held it can no longer renew it.
    if lease.state(at: now) == .expired { lease = Lease() }
  }
}
