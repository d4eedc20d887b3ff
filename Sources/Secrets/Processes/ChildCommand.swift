/// A program to run, without a shell: what it is given and where its output goes.
package struct ChildCommand: Sendable {
  package enum Stream: Sendable, Hashable {
    case discard
    /// Where this process's own goes.
    case inherit
    /// Where this process's standard error goes.
    case standardError
    /// Standard output: read with `ChildProcess.read`. Standard error: the last 4 KiB are kept.
    case pipe
  }

  /// The program, looked up in `PATH` when it has no slash, and its arguments.
  package var arguments: [String]
  /// Set over this process's environment.
  package var environment: [String: String]
  /// Where it starts; nil is this process's folder.
  package var folder: String?
  /// The user to run as, with that user's groups; nil is this process's. Another one takes root.
  package var user: String?
  /// Standard input is always empty.
  package var standardOutput: Stream
  package var standardError: Stream
  /// Counted from the start; nil is no limit.
  package var timeout: Duration?

  package init(
    _ arguments: [String], environment: [String: String] = [:], folder: String? = nil, user: String? = nil,
    standardOutput: Stream = .inherit, standardError: Stream = .inherit, timeout: Duration? = nil
  ) {
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
    self.user = user
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.timeout = timeout
  }

  /// The program alone: arguments may say more than a message should.
  package var displayed: String { arguments.first ?? "" }
}
