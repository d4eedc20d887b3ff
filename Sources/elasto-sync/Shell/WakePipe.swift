import Glibc

/// Gets a thread that waits for keys to look at something else.
final class WakePipe: Sendable {
  enum Reason: UInt8 {
    /// The window has another size.
    case resize
    /// The program goes on after it was stopped.
    case resume
    /// Ctrl-C, or the signal that it is.
    case interrupt
    /// The program is to end.
    case leave
  }

  let reading: Int32
  private let writing: Int32

  /// Where the handlers of signals write to.
  private nonisolated(unsafe) static var shared: Int32 = -1

  /// `nil` where the system gives no pipe.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  func post(_ reason: Reason) {
    var byte = reason.rawValue
    _ = write(writing, &byte, 1)
  }

  /// What was posted longest ago.
  func next() -> Reason? {
    var byte: UInt8 = 0
    return read(reading, &byte, 1) == 1 ? Reason(rawValue: byte) : nil
  }

  /// Posts when the terminal's size changes and when the program goes on. For one pipe, which lives as long as the
  /// program.
  func postOnSignals() {
    // SAFETY: set once, before a handler can read it.
    Self.shared = writing
    var action = sigaction()
    // SAFETY: write(2) may be called in a handler; errno belongs to whoever was interrupted.
    action.__sigaction_handler.sa_handler = { signal in
      let saved = errno
      var byte = signal == SIGWINCH ? Reason.resize.rawValue : Reason.resume.rawValue
      _ = write(WakePipe.shared, &byte, 1)
      errno = saved
    }
    action.sa_flags = SA_RESTART
    for signal in [SIGWINCH, SIGCONT] { sigaction(signal, &action, nil) }
  }
}
