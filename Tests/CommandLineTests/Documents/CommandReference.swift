import Foundation

/// Writes docs/commands.md from what the program says of itself.
struct CommandReference {
  let root: CommandDescription
  /// The table of the exit statuses, as `--help` has it.
  let statuses: [(number: String, meaning: String)]

  var text: String {
    var lines = [
      "# Commands", "",
      "Made from the program by `make docs`. Options of the first table go with every command, before or behind its name.",
      "", "    elasto-sync [OPTIONS] COMMAND [OPTIONS]", "",
    ]
    lines += table(common)
    lines += ["", "## Exit status", "", "| status | meaning |", "| --- | --- |"]
    lines += statuses.map { "| \($0.number) | \($0.meaning.replacingOccurrences(of: "|", with: "\\|")) |" }
    for command in root.subcommands ?? [] where command.commandName != "help" { lines += section(command, path: "") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var common: [CommandDescription.Argument] { (root.arguments ?? []).filter { !$0.isHelp } }

  private func section(_ command: CommandDescription, path: String) -> [String] {
    let name = path.isEmpty ? command.commandName : "\(path) \(command.commandName)"
    let nested = (command.subcommands ?? []).filter { $0.commandName != "help" }
    if !nested.isEmpty { return nested.flatMap { section($0, path: name) } }
    let known = Set(common.map(\.shown))
    let own = (command.arguments ?? []).filter { !$0.isHelp && !known.contains($0.shown) }
    let positional = own.filter { $0.kind == "positional" }.map(\.shown)
    var lines = ["", "## \(name)", "", command.abstract ?? "", ""]
    lines.append("    elasto-sync " + ([name, "[OPTIONS]"] + positional).joined(separator: " "))
    if let discussion = command.discussion, !discussion.isEmpty { lines += ["", discussion] }
    return own.isEmpty ? lines : lines + [""] + table(own)
  }

  private func table(_ arguments: [CommandDescription.Argument]) -> [String] {
    ["| option | |", "| --- | --- |"] + arguments.map(\.row)
  }
}
