/// What a cache did since it was opened, and what it holds now. Bytes where nothing else is said.
public struct CacheCounters: Sendable, Hashable, Codable {
  /// Reads that needed nothing from below.
  public var hits: Int64 = 0
  /// Reads that had to wait for the device below.
  public var misses: Int64 = 0
  /// Read from below, with what was read ahead.
  public var loaded: Int64 = 0
  public var readAhead: Int64 = 0
  /// Taken in the journal by what is not below yet, with records that newer ones have replaced.
  public var dirty: Int64 = 0
  /// How long the oldest of it has been waiting.
  public var oldestDirty: Duration = .zero
  /// Written below by write-back.
  public var destaged: Int64 = 0
  /// Flush points that are completely below.
  public var epochs: Int64 = 0
  /// Requests of write-back that failed below and were repeated.
  public var retries: Int64 = 0
  /// Times a writer had to wait for room in the journal.
  public var stalls: Int64 = 0
  /// Why write-back makes no progress at the moment.
  public var failure: String?

  public init() {}
}
