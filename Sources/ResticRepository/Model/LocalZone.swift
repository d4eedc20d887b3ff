/// How far a place's clocks are from UTC, now and at every other time.
///
/// Reads the same files by the same rules as Go does, since the offsets end up in trees: a `TZ` that holds a POSIX
/// rule instead of a zone's name means UTC, for one, where the C library would follow the rule.
public struct LocalZone: Sendable, Hashable {
  /// Offset before the first change.
  let initial: Int32
  /// Moments of change, ascending, in seconds since 1970.
  let changes: [Int64]
  /// The offset from the change of the same index on.
  let offsets: [Int32]
  /// The last changes, from this index on, repeat every 400 years.
  let cycleStart: Int?

  init(initial: Int32, changes: [Int64] = [], offsets: [Int32] = [], cycleStart: Int? = nil) {
    self.initial = initial
    self.changes = changes
    self.offsets = offsets
    self.cycleStart = cycleStart
  }

  public static let utc = LocalZone(initial: 0)

  /// A zone that is always `offset` seconds east of UTC.
  public static func fixed(offset: Int32) -> LocalZone { LocalZone(initial: offset) }

  /// Seconds east of UTC at that moment.
  public func offset(at seconds: Int64) -> Int32 {
    guard let last = changes.last else { return initial }
    var moment = min(seconds, 1 << 60)
    if moment >= last, let cycleStart {
      // 400 Gregorian years are a whole number of weeks.
      let cycle: Int64 = 146_097 * 86_400
      moment = changes[cycleStart] + (moment - changes[cycleStart]) % cycle
    }
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? initial : offsets[low - 1]
  }
}
