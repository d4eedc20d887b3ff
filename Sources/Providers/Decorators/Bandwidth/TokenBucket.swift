/// Bytes that may move, which come in at a steady rate.
///
/// The long-run rate is exact: what one grant takes too early, the next waits for. What is not used is kept for a
/// tenth of a second only, so that a pause is not followed by a burst.
struct TokenBucket: Sendable {
  /// Seconds of the rate that are kept.
  private static let kept = 0.1
  /// Seconds of the rate that a grant waits for, where more is wanted: smaller ones are too many questions.
  private static let piece = 0.02

  private var tokens = 0.0
  private var filled: Int64?

  /// Grants up to `wanted` bytes at `rate` bytes a second, or says how long to wait; `now` in nanoseconds.
  mutating func grant(_ wanted: Int, rate: Int64, now: Int64) -> TransferGrant {
    guard wanted > 0 else { return TransferGrant(bytes: 0) }
    let rate = Double(max(1, rate))
    if let filled, now > filled {
      tokens = max(tokens, min(tokens + rate * Double(now - filled) / 1e9, max(1, rate * Self.kept)))
    }
    filled = max(filled ?? now, now)
    let least = min(Double(wanted), max(1, rate * Self.piece))
    guard tokens >= least else {
      let wait = ((least - tokens) / rate * 1e9).rounded(.up)
      // Not longer: the rate may change meanwhile.
      return TransferGrant(bytes: 0, wait: Int64(min(max(1, wait), 1e9)))
    }
    let granted = Int(min(Double(wanted), tokens))
    tokens -= Double(granted)
    return TransferGrant(bytes: granted)
  }

  mutating func giveBack(_ count: Int) { tokens += Double(count) }
}
