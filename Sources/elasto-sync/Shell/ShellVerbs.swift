import ElastoSync

/// The commands of the shell.
enum ShellVerbs {
  /// Those that `remote` has too, by their names.
  static let remote: [(verb: ShellVerb, command: any SessionCommand.Type)] = [
    (verb("ls", listing, first: .remote, impliedAfter: 0), RemoteLsCommand.self),
    (
      verb("put", transfer, valued: transferValued + description, first: .local, last: .remote, impliedAfter: 1),
      RemotePutCommand.self
    ),
    (
      verb("get", transfer, valued: transferValued, first: .remote, last: .local, impliedAfter: 1),
      RemoteGetCommand.self
    ),
    (verb("cp", transfer, valued: transferValued + description, first: .remote, impliedAfter: 1), RemoteCpCommand.self),
    (
      verb("rm", recursive + ["--force"] + dryRun, valued: filter, first: .remote), RemoteRmCommand.self
    ),
    (verb("stat", first: .remote), RemoteStatCommand.self),
    (verb("create", dryRun, first: .remote), RemoteCreateCommand.self),
    (verb("url", ["--put"], valued: ["--expires"], first: .remote), RemoteUrlCommand.self),
  ]

  /// The shell's own: with what stands in `help`.
  static let own: [(verb: ShellVerb, usage: String, abstract: String)] = [
    (ShellVerb("cd", first: .remoteFolder), "cd [ADDRESS]", "Go to a folder; - is the one before, nothing the first."),
    (ShellVerb("pwd", first: .nothing), "pwd", "Print the current folder."),
    (ShellVerb("lcd", first: .localFolder), "lcd [PATH]", "Go to a folder of this machine; nothing is home."),
    (ShellVerb("lpwd", first: .nothing), "lpwd", "Print the current folder of this machine."),
    (
      verb("lls", listing, first: .local, impliedAfter: 0), "lls [-l] [PATH ...]",
      "List a folder of this machine."
    ),
    (ShellVerb("history", first: .nothing), "history", "Print the lines that were typed."),
    (ShellVerb("help", first: .verb), "help [COMMAND]", "Say what there is, or how a command is used."),
    (ShellVerb("exit", first: .nothing), "exit", "Leave; so do quit and Ctrl-D."),
    (ShellVerb("quit", first: .nothing), "quit", "Leave."),
  ]

  static let all: [ShellVerb] = (remote.map(\.verb) + own.map(\.verb)).sorted { $0.name < $1.name }

  static func verb(named name: String) -> ShellVerb? { all.first { $0.name == name } }

  static func command(named name: String) -> (any SessionCommand.Type)? {
    name == "lls" ? RemoteLsCommand.self : remote.first { $0.verb.name == name }?.command
  }

  private static let recursive = ["-r", "-R", "--recursive"]
  private static let dryRun = ["-n", "--dry-run"]
  private static let listing = ["-l", "--long", "--human"] + recursive
  private static let filter = ["--include", "--exclude"]
  private static let transfer = recursive + ["--checksum", "--no-sparse"] + dryRun
  private static let transferValued = filter + ["--compare", "--parallel"]
  private static let description = ["--content-type", "--metadata"]
  /// What every command takes.
  private static let common = ["--json", "-v", "--verbose", "-q", "--quiet", "--no-color", "-h", "--help"]
  private static let commonValued = ["-f", "--file", "--log-level"]

  private static func verb(
    _ name: String, _ flags: [String] = [], valued: [String] = [], first: ShellVerb.Kind, last: ShellVerb.Kind? = nil,
    impliedAfter: Int? = nil
  ) -> ShellVerb {
    ShellVerb(
      name, flags: flags + common, valued: valued + commonValued, first: first, middle: first, last: last ?? first,
      impliedAfter: impliedAfter)
  }
}
