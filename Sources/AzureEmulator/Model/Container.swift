/// A container with its blobs.
struct Container: Sendable {
  /// A policy that shared access signatures may name ("Set Container ACL").
  struct Policy: Sendable {
    var id: String
    var start: String?
    var expiry: String?
    var permissions: String?
  }

  /// A blob that was deleted and may come back.
  struct Deleted: Sendable {
    var blob: Blob
    var snapshots: [String: Blob]
    var time: StorageTime
    var days: Int64
  }

  var metadata: [String: String] = [:]
  var etag: String
  var modified: StorageTime
  var lease = Lease()
  var publicAccess: String?
  var policies: [Policy] = []
  private(set) var blobs: [BlobName: Blob] = [:]
  /// By name, then by time.
  var snapshots: [BlobName: [String: Blob]] = [:]
  /// Blocks that have come and are in no blob, by name, in the order of their ids.
  var uncommitted: [BlobName: [Blob.Block]] = [:]
  var deleted: [BlobName: Deleted] = [:]
  private var order: [BlobName]?

  init(etag: String, modified: StorageTime) {
    self.etag = etag
    self.modified = modified
  }

  subscript(_ name: BlobName) -> Blob? {
    get { blobs[name] }
    set {
      if (blobs[name] == nil) != (newValue == nil) { order = nil }
      blobs[name] = newValue
    }
  }

  /// Names of blobs, ascending by their bytes.
  mutating func names() -> [BlobName] {
    if let order { return order }
    let sorted = blobs.keys.sorted()
    order = sorted
    return sorted
  }
}
