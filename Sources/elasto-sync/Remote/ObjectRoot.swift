import ArgumentParser

/// The command line of commands on objects, for which `-r` is "recursive" and no repository's address.
///
/// Options that stand before a command's name are the root's, and those behind it are looked for there too, so that one
/// root cannot have both meanings.
struct ObjectRoot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "elasto-sync", subcommands: [RemoteCommand.self, ShellCommand.self])

  @OptionGroup var global: RemoteGlobalOptions

  /// Whether the command that the arguments name is one of these.
  static func isMeant(by arguments: [String]) -> Bool {
    let names = configuration.subcommands.map { $0.configuration.commandName }
    var words = arguments[...]
    while let word = words.popFirst() {
      if ["-f", "--file", "--log-level"].contains(word) { _ = words.popFirst() }
      if !word.hasPrefix("-") { return names.contains(word) }
    }
    return false
  }
}
