import Synchronization

/// Cancels what it is given, whichever comes first: the wish or the thing.
final class Canceller: Sendable {
  private let state = Mutex<(isWanted: Bool, action: (@Sendable () -> Void)?)>((false, nil))

  func set(_ action: @escaping @Sendable () -> Void) {
    let isWanted = state.withLock { state in
      state.action = action
      return state.isWanted
    }
    if isWanted { action() }
  }

  func cancel() {
    let action = state.withLock { state in
      state.isWanted = true
      return state.action
    }
    action?()
  }
}
