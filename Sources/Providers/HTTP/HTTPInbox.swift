import CCurl
import Synchronization

/// What other threads ask of the client's thread, and how they wake it.
final class HTTPInbox: Sendable {
  enum Message: Sendable {
    case start(HTTPTransfer)
    case cancel(HTTPTransfer)
    /// The sink has taken a piece, or failed.
    case sinkIsFree(HTTPTransfer, (any Error)?)
    /// More of a body has been read from its file.
    case bodyIsRead(HTTPTransfer)
  }

  private struct State {
    var messages: [Message] = []
    /// The thread waits, or is about to, and nobody has woken it yet.
    var isWaiting = false
    var isClosed = false
    // SAFETY: used with the lock held, and only for the one call that libcurl allows from any thread.
    nonisolated(unsafe) var multi: UnsafeMutableRawPointer?
  }

  private let state: Mutex<State>

  /// `multi` must live until `detach` has returned.
  init(waking multi: UnsafeMutableRawPointer) { state = Mutex(State(multi: multi)) }

  /// False where the client is ending: the transfer is not started then.
  func start(_ transfer: HTTPTransfer) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.messages.append(.start(transfer))
      Self.wake(&state)
      return true
    }
  }

  /// Says something of a transfer that was started; nobody hears it once that has ended.
  func post(_ message: Message) {
    state.withLock { state in
      guard state.multi != nil else { return }
      state.messages.append(message)
      Self.wake(&state)
    }
  }

  /// Asks the thread to end.
  func close() {
    state.withLock { state in
      state.isClosed = true
      Self.wake(&state)
    }
  }

  /// Swaps what has arrived with `messages`, which is empty; true where the client is to end.
  func take(_ messages: inout [Message]) -> Bool {
    state.withLock { state in
      state.isWaiting = false
      swap(&state.messages, &messages)
      return state.isClosed
    }
  }

  /// False where there is something to take: the thread must not wait then.
  func prepareToWait() -> Bool {
    state.withLock { state in
      state.isWaiting = state.messages.isEmpty
      return state.isWaiting
    }
  }

  /// Nobody wakes the thread any more.
  func detach() { state.withLock { $0.multi = nil } }

  private static func wake(_ state: inout State) {
    guard state.isWaiting, let multi = state.multi else { return }
    state.isWaiting = false
    curl_multi_wakeup(multi)
  }
}
