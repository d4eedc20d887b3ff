import CElastoSystem
import Glibc
import Synchronization

/// Replies on their way from tasks to a connection's thread.
final class NBDMailbox: Sendable {
  private struct State {
    var finished: [NBDFinished] = []
    var isReaderWaiting = false
  }

  private let state = Mutex(State())
  /// Can be read once there is something for a reader that waits.
  let descriptor: Int32
  private let writer: Int32

  init() throws(NBDEnd) {
    var ends: [Int32] = [-1, -1]
    guard elasto_pipe(&ends) == 0 else { throw .broken(errno) }
    (descriptor, writer) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(writer)
  }

  func put(_ finished: NBDFinished) {
    let isReaderWaiting = state.withLock { state in
      state.finished.append(finished)
      defer { state.isReaderWaiting = false }
      return state.isReaderWaiting
    }
    // One byte at most is in the pipe: this never waits.
    if isReaderWaiting { write(writer, "!", 1) }
  }

  func take() -> [NBDFinished] {
    state.withLock { state in
      defer { state.finished.removeAll() }
      return state.finished
    }
  }

  /// Runs `wait`, which returns when the descriptor can be read at the latest; not where something is there already.
  func whileEmpty(_ wait: () -> Void) {
    let isEmpty = state.withLock { state in
      state.isReaderWaiting = state.finished.isEmpty
      return state.isReaderWaiting
    }
    guard isEmpty else { return }
    wait()
    // Nobody has written, and nobody will; or somebody has, or is about to.
    let isWritten = state.withLock { state in
      defer { state.isReaderWaiting = false }
      return !state.isReaderWaiting
    }
    var byte: UInt8 = 0
    if isWritten { while read(descriptor, &byte, 1) < 0, errno == EINTR {} }
  }
}
