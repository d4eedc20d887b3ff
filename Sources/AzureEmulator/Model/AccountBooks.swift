/// What an account counts by, and how long it keeps things.
struct AccountBooks: Sendable {
  /// Days for which deleted blobs are kept; 0 for none.
  var retentionDays: Int64 = 0
  private var counter: UInt64 = 0
  private var lastID: UInt64 = 0
  private var last = StorageTime(ticks: 0)

  /// One that no other state of anything has.
  mutating func nextETag() -> String {
    counter += 1
    let digits = String(0x8DC_0000_0000_0000 + counter, radix: 16, uppercase: true)
    return "\"0x\(digits)\""
  }

  /// Of a file or a directory.
  mutating func nextID() -> UInt64 {
    lastID += 1
    return 13_835_000_000_000_000_000 + lastID
  }

  /// The time of a version or a snapshot, later than any before.
  mutating func uniqueTime() -> StorageTime {
    last = max(StorageTime.now, StorageTime(ticks: last.ticks + 1))
    return last
  }
}
