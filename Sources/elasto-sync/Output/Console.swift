import Glibc
import Synchronization

/// Standard output, standard error and the status line that lives on the terminal below both.
///
/// Any thread may write; a line is never mixed with another.
final class Console: Sendable {
  private struct State {
    var pending: [UInt8] = []
    /// What the terminal shows in its last line at the moment.
    var status = ""
    var isClosed = false
    var failure: Int32?
  }

  private static let bufferSize = 64 << 10

  private let state = Mutex(State())
  private let onFailure = Mutex<(@Sendable () -> Void)?>(nil)
  let terminal: Terminal

  init(terminal: Terminal) { self.terminal = terminal }

  /// Called once when standard output takes no more: nobody reads it, or the disk is full.
  func whenOutputFails(_ action: @escaping @Sendable () -> Void) { onFailure.withLock { $0 = action } }

  /// Nobody reads standard output any more.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// The `errno` of a failed write to standard output, other than its reader's going.
  var failure: Int32? { state.withLock { $0.failure } }

  /// A line to standard output.
  func print(_ line: String) { write(Array("\(line)\n".utf8)) }

  /// Bytes to standard output as they are.
  func write(_ bytes: [UInt8]) {
    let hasFailed = state.withLock { state in
      guard !state.isClosed, state.failure == nil else { return false }
      state.pending += bytes
      guard state.pending.count >= Self.bufferSize || terminal.isOutput else { return false }
      return !flush(&state)
    }
    if hasFailed { reportFailure() }
  }

  /// A line, or several, to standard error.
  func tell(_ text: String) {
    let hasFailed = state.withLock { state in
      let isWhole = flush(&state)
      eraseStatus(state)
      Self.writeAll(Array("\(text)\n".utf8), to: STDERR_FILENO)
      drawStatus(state)
      return !isWhole
    }
    if hasFailed { reportFailure() }
  }

  /// A question to standard error; the answer is typed behind it.
  func ask(_ question: String) {
    flush()
    state.withLock { state in
      eraseStatus(state)
      state.status = ""
      Self.writeAll(Array(question.utf8), to: STDERR_FILENO)
    }
  }

  /// Shows a line that the next one replaces; an empty one takes it away.
  func showStatus(_ line: String) {
    guard terminal.isError else { return }
    state.withLock { state in
      eraseStatus(state)
      state.status = line
      drawStatus(state)
    }
  }

  /// Hands everything over that was printed.
  func flush() {
    let hasFailed = state.withLock { !flush(&$0) }
    if hasFailed { reportFailure() }
  }

  /// False when it fails for the first time.
  private func flush(_ state: inout State) -> Bool {
    guard !state.pending.isEmpty, !state.isClosed, state.failure == nil else { return true }
    if terminal.isOutput { eraseStatus(state) }
    let code = Self.writeAll(state.pending, to: STDOUT_FILENO)
    state.pending.removeAll(keepingCapacity: true)
    if terminal.isOutput { drawStatus(state) }
    switch code {
    case 0: return true
    case EPIPE: state.isClosed = true
    default: state.failure = code
    }
    return false
  }

  private func reportFailure() { onFailure.withLock { $0 }?() }

  private func eraseStatus(_ state: State) {
    if !state.status.isEmpty { Self.writeAll(Array("\r\u{1b}[K".utf8), to: STDERR_FILENO) }
  }

  private func drawStatus(_ state: State) {
    if !state.status.isEmpty { Self.writeAll(Array(state.status.utf8), to: STDERR_FILENO) }
  }

  /// 0, or the `errno` of the write that failed.
  @discardableResult
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        done += count
      } else if errno == EAGAIN {
        // Somebody else made the pipe or terminal non-blocking.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wait, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
