import Glibc

/// Time and chance as decorators see them; tests bring their own.
public struct StoreClock: Sendable {
  /// Nanoseconds that never go back, from any beginning.
  public var now: @Sendable () -> Int64
  /// Ends early, by throwing, when the calling task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// Evenly from 0 up to 1.
  public var random: @Sendable () -> Double

  public init(
    now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (Duration) async throws -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.random = random
  }

  /// The system's own.
  public static let system = StoreClock(
    now: monotonicTime, sleep: { try await Task.sleep(for: $0) }, random: { Double.random(in: 0..<1) })

  /// The system's steady clock, in nanoseconds.
  public static func monotonicTime() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
