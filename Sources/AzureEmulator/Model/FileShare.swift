/// A share with its files.
struct FileShare: Sendable {
  /// In GiB, where a request says nothing.
  static let defaultQuota: Int64 = 5120
  static let largestQuota: Int64 = 102_400

  var metadata: [String: String] = [:]
  var etag: String
  var modified: StorageTime
  var quota = FileShare.defaultQuota
  var tier = "TransactionOptimized"
  var lease = Lease()
  var policies: [StoredPolicy] = []
  var root: FileDirectory
  /// By their times; they have none of their own.
  var snapshots: [String: FileShare] = [:]

  init(_ books: inout AccountBooks, at now: StorageTime) {
    etag = books.nextETag()
    modified = now
    root = FileDirectory(FileTraits(name: "", parentID: 0, attributes: "Directory", &books, at: now))
  }
}
