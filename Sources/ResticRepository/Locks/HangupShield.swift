import Glibc
import Synchronization

/// Keeps SIGHUP from ending this process while it holds locks.
///
/// restic finds out whether the process of a lock on its own host still runs by sending it SIGHUP, and ignores that
/// signal itself. A handler that the program has set is left alone: it is asked for what it does.
enum HangupShield {
  private struct State {
    var holders = 0
    var isOurs = false
  }

  private static let state = Mutex(State())

  static func raise() {
    state.withLock { state in
      state.holders += 1
      guard state.holders == 1 else { return }
      var current = sigaction()
      guard sigaction(SIGHUP, nil, &current) == 0, current.__sigaction_handler.sa_handler == nil else { return }
      signal(SIGHUP, SIG_IGN)
      state.isOurs = true
    }
  }

  static func lower() {
    state.withLock { state in
      state.holders -= 1
      guard state.holders == 0, state.isOurs else { return }
      state.isOurs = false
      signal(SIGHUP, SIG_DFL)
    }
  }
}
