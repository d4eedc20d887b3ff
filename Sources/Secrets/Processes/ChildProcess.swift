import CElastoSystem
import Glibc
import Synchronization

/// A running program, in a process group of its own, which is killed as a whole when its time is over.
///
/// All calls block, and belong on one thread; only `terminate` may come from another. One that is dropped before
/// `wait` has returned is killed.
package final class ChildProcess: Sendable {
  private struct State {
    /// nil when it has been waited for: the number may then be another process's.
    var process: pid_t?
    var isTerminated = false
    var errorTail: [UInt8] = []
  }

  private static let tailLimit = 4096
  /// Between SIGTERM and SIGKILL.
  private static let grace = Duration.seconds(2)

  private let state: Mutex<State>
  private let command: ChildCommand
  private let deadline: ContinuousClock.Instant?
  private let output: PipeEnd
  private let error: PipeEnd
  /// Readable when the program has ended; closed where the kernel has no such descriptors.
  private let ended: PipeEnd

  /// Starts the program.
  package init(starting command: ChildCommand) throws(ChildProcessError) {
    self.command = command
    let empty = PipeEnd(open("/dev/null", O_RDWR | O_CLOEXEC))
    let (outputEnd, outputTarget) = try Self.stream(command.standardOutput, own: STDOUT_FILENO, empty: empty)
    let (errorEnd, errorTarget) = try Self.stream(command.standardError, own: STDERR_FILENO, empty: empty)
    let process = try ChildLauncher(command: command).start(
      input: empty.descriptor, output: outputTarget.descriptor, error: errorTarget.descriptor)
    deadline = command.timeout.map { .now + $0 }
    output = outputEnd
    error = errorEnd
    ended = PipeEnd(elasto_pidfd_open(process))
    state = Mutex(State(process: process))
  }

  deinit {
    guard let process = state.withLock({ $0.process }) else { return }
    kill(-process, SIGKILL)
    while waitpid(process, nil, 0) < 0 && errno == EINTR {}
  }

  /// The end that is read here, and the one that the program gets.
  private static func stream(
    _ stream: ChildCommand.Stream, own: Int32, empty: PipeEnd
  ) throws(ChildProcessError) -> (PipeEnd, PipeEnd) {
    switch stream {
    case .discard: return (.closed, empty)
    case .inherit: return (.closed, PipeEnd(borrowing: own))
    case .standardError: return (.closed, PipeEnd(borrowing: STDERR_FILENO))
    case .pipe: return try PipeEnd.pipe()
    }
  }

  /// The next bytes of standard output, as many as are there; 0 at the end. Kills the program when its time is over.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(ChildProcessError) -> Int {
    while !output.isClosed {
      let ready = try poll(output, error)
      if ready.second { keepErrors() }
      guard ready.first else { continue }
      let count = Glibc.read(output.descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR || errno == EAGAIN else {
        throw ChildProcessError(.input, "the output of \(command.displayed): \(String(cString: strerror(errno)))")
      }
    }
    return 0
  }

  /// Waits for the end. What is left of standard output is lost: the program gets SIGPIPE.
  package func wait() throws(ChildProcessError) -> ChildExit {
    output.close()
    while true {
      if let status = reaped(WNOHANG) {
        keepErrors()
        if state.withLock({ $0.isTerminated }) { throw terminated }
        return status
      }
      if try poll(ended, error).second { keepErrors() }
    }
  }

  /// Asks the whole group to end; `read` and `wait` then throw. Safe from any thread, and after the end.
  package func terminate() {
    state.withLock { state in
      state.isTerminated = true
      if let process = state.process { kill(-process, SIGTERM) }
    }
  }

  /// The end of what the program wrote to standard error, where that is a pipe.
  package var errorTail: String {
    let bytes = state.withLock { $0.errorTail }
    let text = String(decoding: bytes, as: UTF8.self)
    return String(text.reversed().drop(while: \.isWhitespace).reversed())
  }

  /// Runs a program to its end.
  package static func run(_ command: ChildCommand) throws(ChildProcessError) -> ChildExit {
    try ChildProcess(starting: command).wait()
  }

  private var terminated: ChildProcessError {
    ChildProcessError(.terminated, "\(command.displayed) was stopped")
  }

  /// Collects the exit status, if it is there to be collected.
  private func reaped(_ options: Int32) -> ChildExit? {
    state.withLock { state in
      guard let process = state.process else { return nil }
      var status: Int32 = 0
      guard waitpid(process, &status, options) == process else { return nil }
      state.process = nil
      return ChildExit(waitStatus: status)
    }
  }

  /// Blocks until one of the two can be read, at most to the deadline, which kills.
  private func poll(_ first: PipeEnd, _ second: PipeEnd) throws(ChildProcessError) -> (first: Bool, second: Bool) {
    if state.withLock({ $0.isTerminated }) {
      stop()
      throw terminated
    }
    var descriptors = [first, second].map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    let left = deadline.map { $0 - .now }
    if let left, left <= .zero {
      stop()
      throw ChildProcessError(
        .timedOut, "\(command.displayed) took longer than \(command.timeout ?? .zero) and was killed")
    }
    // Short turns: without a descriptor for the end, and to see `terminate` when the program ignores it.
    let turn = first.isClosed ? Duration.milliseconds(20) : .milliseconds(500)
    let wait = min(left ?? turn, turn)
    _ = Glibc.poll(&descriptors, 2, Int32(wait / .milliseconds(1)) + 1)
    return (descriptors[0].revents != 0, descriptors[1].revents != 0)
  }

  /// Ends the group: asks, waits a little, kills, and waits for the program itself.
  private func stop() {
    guard let process = state.withLock({ $0.process }) else { return }
    kill(-process, SIGTERM)
    let end = ContinuousClock.now + Self.grace
    while ContinuousClock.now < end {
      var information = siginfo_t()
      // WNOWAIT: as long as the program is not collected, the group's number is nobody else's.
      if waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0, information.si_signo == SIGCHLD {
        break
      }
      var descriptor = pollfd(fd: ended.descriptor, events: Int16(POLLIN), revents: 0)
      _ = Glibc.poll(&descriptor, 1, 20)
    }
    kill(-process, SIGKILL)
    _ = reaped(0)
  }

  /// Takes what is in the pipe of standard error, and keeps its end.
  private func keepErrors() {
    guard !error.isClosed else { return }
    var buffer = [UInt8](repeating: 0, count: Self.tailLimit)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(error.descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        if count == 0 { error.close() }
        return
      }
      state.withLock { $0.errorTail = Array(($0.errorTail + buffer[..<count]).suffix(Self.tailLimit)) }
    }
  }
}
