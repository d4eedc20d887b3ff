import Providers
import Synchronization

/// A clock whose pauses between attempts take no time, and whose ages come when the test says so.
final class CacheClock: Sendable {
  private struct State {
    var now: Int64 = 0
    var sleepers: [Int: (until: Int64, continuation: CheckedContinuation<Void, Never>)] = [:]
    var last = 0
    var cancelled: Set<Int> = []
    var random = CacheRandom(seed: 1)
  }

  private let state = Mutex(State())

  /// Wakes those who have slept long enough.
  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now += Self.nanoseconds(duration)
      let due = state.sleepers.filter { $0.value.until <= state.now }
      for key in due.keys { state.sleepers[key] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in due { continuation.resume() }
  }

  var clock: StoreClock {
    StoreClock(
      now: { self.state.withLock { $0.now } },
      sleep: { duration in
        // Pauses between attempts are shorter than any age of a test.
        if duration < .seconds(60) { return await Task.yield() }
        await self.sleep(duration)
        try Task.checkCancellation()
      },
      random: { self.state.withLock { Double($0.random.below(1000)) / 1000 } })
  }

  private func sleep(_ duration: Duration) async {
    let key = state.withLock { state in
      state.last += 1
      return state.last
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.cancelled.remove(key) != nil { return true }
          state.sleepers[key] = (state.now + Self.nanoseconds(duration), continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        if let sleeper = state.sleepers.removeValue(forKey: key) { return Optional(sleeper.continuation) }
        state.cancelled.insert(key)
        return nil
      }
      sleeper?.resume()
    }
  }

  private static func nanoseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
  }
}
