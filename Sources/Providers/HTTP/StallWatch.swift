/// Decides from what is seen of a transfer now and then whether anything still moves.
struct StallWatch {
  /// What changes when a byte moves.
  struct Sighting: Equatable {
    var received: Int
    var sent: Int
    /// Bytes that the kernel has taken and the other side has not.
    var queued: Int
  }

  private var last: Sighting?
  private var since: Int64 = 0

  /// True where nothing has moved for `limit` nanoseconds. `nil` for a transfer that is not meant to move: one that
  /// rests, or has no connection yet.
  mutating func isStalled(_ sighting: Sighting?, now: Int64, limit: Int64) -> Bool {
    guard let sighting, sighting == last else {
      last = sighting
      since = now
      return false
    }
    return now - since >= limit
  }
}
