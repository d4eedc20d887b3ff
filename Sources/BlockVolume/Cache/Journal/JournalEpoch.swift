/// What came between two flushes: the records of one epoch, and the newest of them for each place.
struct JournalEpoch: Sendable {
  var number: UInt64
  var map = IntervalMap()
  /// Of its last record so far.
  var lastSequence: UInt64
  var records = 0
  /// Behind its mark, once there is one.
  var end: Int64?
  /// When its first record came, in nanoseconds of the clock.
  var began: Int64 = 0

  var isClosed: Bool { end != nil }
}
