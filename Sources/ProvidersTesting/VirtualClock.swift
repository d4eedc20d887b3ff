public import Providers
import Synchronization

/// A clock that stands still but for those who sleep: a pause of an hour takes no time, and is written down.
public final class VirtualClock: Sendable {
  private let state = Mutex((now: Int64(0), pauses: [Duration](), random: UInt64(1)))

  /// `seed` is that of what chance gives.
  public init(seed: UInt64 = 1) { state.withLock { $0.random = seed } }

  public var now: Int64 { state.withLock { $0.now } }

  /// Every pause so far, in order.
  public var pauses: [Duration] { state.withLock { $0.pauses } }

  public func advance(by duration: Duration) { state.withLock { $0.now += Self.nanoseconds(duration) } }

  public var clock: StoreClock {
    StoreClock(
      now: { self.now },
      sleep: { duration in
        try Task.checkCancellation()
        self.state.withLock { state in
          state.now += Self.nanoseconds(duration)
          state.pauses.append(duration)
        }
        await Task.yield()
      },
      random: {
        self.state.withLock { state in
          state.random = state.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return Double(state.random >> 11) / Double(1 << 53)
        }
      })
  }

  private static func nanoseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
  }
}
