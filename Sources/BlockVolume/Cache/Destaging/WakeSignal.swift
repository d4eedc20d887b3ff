import Synchronization

/// Wakes the one task that waits for it; once for any number of calls before it waits.
final class WakeSignal: Sendable {
  private struct State {
    var isSet = false
    var waiter: UnsafeContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  func wake() {
    let waiter = state.withLock { state in
      state.isSet = state.waiter == nil
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  func wait() async {
    await withUnsafeContinuation { continuation in
      let isSet = state.withLock { state in
        if state.isSet {
          state.isSet = false
          return true
        }
        state.waiter = continuation
        return false
      }
      if isSet { continuation.resume() }
    }
  }
}
