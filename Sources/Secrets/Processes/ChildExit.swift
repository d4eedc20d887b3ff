import Glibc

/// How a program ended.
package enum ChildExit: Sendable, Hashable, CustomStringConvertible {
  case exited(Int32)
  case signalled(Int32)

  /// Of waitpid(2): the low seven bits are a signal, or 0 and the next eight the exit status.
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited(waitStatus >> 8 & 0xff) : .signalled(signal)
  }

  package var isSuccess: Bool { self == .exited(0) }

  package var description: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .signalled(let number): strsignal(number).map { String(cString: $0) } ?? "signal \(number)"
    }
  }
}
