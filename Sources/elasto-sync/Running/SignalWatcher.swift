import Glibc
import Providers

/// Turns Ctrl-C, or a request to end, into an orderly end; one more ends the process at once.
enum SignalWatcher {
  /// Where the handler writes the signal's number and the watching thread reads it.
  private nonisolated(unsafe) static var pipe: Int32 = -1

  /// - Parameter onSignal: called on a thread of the watcher's, until it gives true: the run ends.
  static func start(onSignal: @escaping @Sendable (Int32) -> Bool) {
    // A handler, unlike SIG_IGN, is not handed on to the programs that are started.
    signal(SIGPIPE) { _ in }
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    let reading = ends[0]
    // SAFETY: set once, before a handler can read it.
    pipe = ends[1]
    let isRunning = PlainThread.start(name: "elasto-signals") {
      while let signal = next(from: reading), !onSignal(signal) {}
      guard next(from: reading) != nil else { return }
      _exit(130)
    }
    guard isRunning else { return }
    watch(SIGINT)
    watch(SIGTERM)
  }

  /// One more signal, which does to the process what it always does until now.
  static func watch(_ number: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      // SAFETY: write(2) may be called in a handler; errno belongs to whoever was interrupted.
      let saved = errno
      var byte = UInt8(truncatingIfNeeded: number)
      _ = write(SignalWatcher.pipe, &byte, 1)
      errno = saved
    }
    action.sa_flags = SA_RESTART
    // What nohup ignores stays ignored.
    var present = sigaction()
    sigaction(number, nil, &present)
    let isIgnored = unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self) == 1
    if !isIgnored { sigaction(number, &action, nil) }
  }

  private static func next(from descriptor: Int32) -> Int32? {
    while true {
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&wait, 1, -1) < 0, errno != EINTR { return nil }
      var byte: UInt8 = 0
      if read(descriptor, &byte, 1) == 1 { return Int32(byte) }
    }
  }
}
