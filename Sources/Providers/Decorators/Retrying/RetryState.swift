/// One operation's failures so far, and what follows from them.
struct RetryState: Sendable {
  private let policy: RetryPolicy
  private(set) var failures = 0
  private var firstFailure: Int64?
  private let began: Int64
  /// An attempt may have taken effect although it failed: its reply was lost, or never made out.
  private(set) var mayHaveTakenEffect = false

  /// `now` in nanoseconds.
  init(_ policy: RetryPolicy, now: Int64) {
    self.policy = policy
    began = now
  }

  /// Nanoseconds since the operation began.
  func elapsed(at now: Int64) -> Int64 { now - began }

  /// How long to wait before the next attempt; `nil` where there is none.
  mutating func pause(after error: StoreError, now: Int64, random: Double) -> Duration? {
    failures += 1
    guard error.isRetryable else { return nil }
    // A store that asks for fewer requests has refused this one.
    if error.code != .throttled { mayHaveTakenEffect = true }
    let firstFailure = firstFailure ?? now
    self.firstFailure = firstFailure
    guard failures < policy.attempts else { return nil }
    var pause = policy.pause(after: failures, random: random)
    if let asked = error.retryAfter, asked > .zero {
      // Not all at the same moment: a little later than asked for.
      pause = max(pause, asked + policy.firstPause * random)
    }
    return .nanoseconds(now - firstFailure) + pause <= policy.budget ? pause : nil
  }

  /// `error` with how often and how long it was tried, where that was more than once.
  func final(_ error: StoreError, now: Int64) -> StoreError {
    guard failures > 1, error.isRetryable else { return error }
    var error = error
    let tenths = elapsed(at: now) / 100_000_000
    error.message += " (tried \(failures) times in \(tenths / 10).\(tenths % 10) s)"
    return error
  }
}
