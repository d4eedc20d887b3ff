import ArgumentParser
import ElastoSync

/// A command that does something.
protocol SessionCommand: AsyncParsableCommand, Sendable {
  var global: GlobalOptions { get }

  /// Does it. What is thrown is reported, and becomes the exit status.
  func run(in session: Session) async throws -> ExitStatus
}
