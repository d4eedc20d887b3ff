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
    var snapshot: String?
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
  /// Where an archived blob is on its way to.
  var archiveStatus: String?
  var copy: Copy?
  var isSealed = false

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

  /// The bytes in `range`, in pieces.
  func pieces(_ range: Range<Int64>) -> [ArraySlice<UInt8>] {
    let all: [[UInt8]]
    switch content {
    case .page(let pages, _): return [pages.read(range)[...]]
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
    return found
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

  mutating func touch(_ etag: String, at now: StorageTime) {
    self.etag = etag
    modified = now
  }
}
