/// Why a program could not be run to its end.
package struct ChildProcessError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable, Hashable {
    /// There is no such program, or it may not be run.
    case notFound
    /// There is no such user, or only root may run as another one.
    case user
    case cannotStart
    case timedOut
    /// `terminate` was called.
    case terminated
    /// Reading its output failed.
    case input
  }

  package var code: Code
  package var message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
