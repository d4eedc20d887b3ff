import ArgumentParser
import ElastoSync

/// A command that does something.
protocol SessionCommand: AsyncParsableCommand, Sendable {
  associatedtype Global: SessionOptions

  /// What the command takes before or behind its name; always called so, because options that stand before the name are
  /// found by it.
  var global: Global { get }

  /// Does it. What is thrown is reported, and becomes the exit status.
  func run(in session: Session) async throws -> ExitStatus
}

/// The options of the program itself, or those of them that a command takes.
protocol SessionOptions: ParsableArguments, Sendable {
  /// All of them; what the command does not take has its default.
  var all: GlobalOptions { get }
}
