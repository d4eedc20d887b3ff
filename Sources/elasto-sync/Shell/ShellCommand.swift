import ArgumentParser
import ElastoSync
import Providers

/// The client for objects as a shell.
struct ShellCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "shell", abstract: "Work with objects line by line: the commands of remote, and a current folder.",
    discussion: """
      At a terminal lines are edited, Tab completes commands and names of either side, and Ctrl-C ends a transfer but not
      the shell. Without one there is no prompt, and the first command that fails ends the shell with its exit status.
      `help` lists the commands.
      """)

  @OptionGroup var global: RemoteGlobalOptions

  @Option(
    name: [.customShort("c"), .customLong("command")],
    help: ArgumentHelp("Carry out this line, and end; commands are apart by ;.", valueName: "line"))
  var line: String?

  @Argument(
    help: ArgumentHelp("The folder to begin in, such as weed:media/; else above all providers.", valueName: "address"))
  var address: String?

  func run(in session: Session) async throws -> ExitStatus {
    var session = session
    let remote = try session.remote()
    session.sharedRemote = remote
    let start = try address.map { RemoteAddress(try remote.address($0).place, isPrefix: true) }
    if let start, start.isLocal {
      throw RunError(
        .usage, "begin in a folder of a provider; lcd is for those of this machine", location: start.displayed)
    }
    let shell = Shell(session, remote, at: start)
    if let line { return try await shell.perform(line) }
    let terminal = session.console.terminal
    if terminal.isInput, terminal.isOutput { return try await ShellDialogue(shell, session).run() }
    return try await read(shell)
  }

  /// Lines from a pipe or a file, up to the first that does not end well.
  private func read(_ shell: Shell) async throws -> ExitStatus {
    var input = InputLines()
    while true {
      let (line, rest) = await BlockingThreads.files.run { [input] in
        var input = input
        return (input.next(), input)
      }
      input = rest
      guard let line else { return .done }
      try Task.checkCancellation()
      let status = try await shell.perform(line)
      if status != .done { return status }
      if await shell.isOver { return .done }
    }
  }
}
