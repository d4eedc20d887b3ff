/// How often and for how long an operation is repeated.
public struct RetryPolicy: Sendable, Hashable {
  /// Attempts of one operation, the first included.
  public var attempts: Int
  /// From the first failure on, no attempt begins after this time. Time before it does not count, so that a long
  /// transfer that breaks off near its end is repeated as well.
  public var budget: Duration
  /// The pause after the first failure; each following one is twice as long, and a part of it is left to chance so that
  /// many clients do not come back at the same moment.
  public var firstPause: Duration
  public var longestPause: Duration

  public init(
    attempts: Int = 10, budget: Duration = .seconds(900), firstPause: Duration = .milliseconds(200),
    longestPause: Duration = .seconds(30)
  ) {
    self.attempts = attempts
    self.budget = budget
    self.firstPause = firstPause
    self.longestPause = longestPause
  }

  /// The pause after the `failures`th failure: between the half and the whole of the doubled one, by `random` in 0..<1.
  func pause(after failures: Int, random: Double) -> Duration {
    var pause = firstPause
    var doublings = failures - 1
    while doublings > 0, pause < longestPause {
      pause = pause * 2
      doublings -= 1
    }
    return min(pause, longestPause) * (0.5 + random / 2)
  }
}
