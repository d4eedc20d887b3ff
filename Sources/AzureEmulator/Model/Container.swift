/// A container with its blobs.
struct Container: Sendable {
  var metadata: [String: String] = [:]
  var etag: String
  var modified: StorageTime
  var lease = Lease()
  var publicAccess: String?
  var policies: [StoredPolicy] = []
  private var entries: [BlobName: BlobEntry] = [:]
  private var order: [BlobName]?

  init(etag: String, modified: StorageTime) {
    self.etag = etag
    self.modified = modified
  }

  /// What is kept under a name, to look at.
  subscript(_ name: BlobName) -> BlobEntry? { entries[name] }

  /// Changes what is kept under a name where it lies; a name that then has nothing is forgotten.
  ///
  /// `body` throws before it changes anything.
  mutating func withEntry<Result>(
    _ name: BlobName, _ body: (inout BlobEntry) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    guard let index = entries.index(forKey: name) else {
      var entry = BlobEntry()
      let result = try body(&entry)
      if !entry.isEmpty {
        entries[name] = entry
        order = nil
      }
      return result
    }
    let result = try body(&entries.values[index])
    if entries.values[index].isEmpty {
      entries.remove(at: index)
      order = nil
    }
    return result
  }

  /// All names, ascending.
  mutating func names() -> [BlobName] {
    if let order { return order }
    let sorted = entries.keys.sorted()
    order = sorted
    return sorted
  }
}
