import ArgumentParser
import ElastoSync
import Glibc
import Providers

/// Carries out lines: where it is, and what the commands mean there.
actor Shell {
  let session: Session
  let remote: RemoteSession
  var places: ShellPlaces
  /// Where it began.
  let start: RemoteAddress?
  /// Somebody said `exit`.
  private(set) var isOver = false
  /// What was typed, for `history`; oldest first.
  var typed: [String] = []

  init(_ session: Session, _ remote: RemoteSession, at start: RemoteAddress?) {
    self.session = session
    self.remote = remote
    self.start = start
    places = .current(remote: start)
  }

  /// Carries out the commands of a line up to the first that does not end well.
  func perform(_ line: String) async throws -> ExitStatus {
    let commands: [[ShellWord]]
    do throws(ShellSyntaxError) {
      commands = try ShellWords.commands(line)
    } catch {
      throw RunError(.usage, "\(error)")
    }
    for words in commands {
      let status = try await perform(words)
      guard status == .done, !isOver else { return status }
    }
    return .done
  }

  func leave() { isOver = true }

  /// The manifest's; none without a manifest, where whole addresses are all there is.
  var providers: [String] { (try? remote.providerNames()) ?? [] }

  /// What a word names; `nil` for what is above all providers.
  func address(_ word: ShellWord) throws -> RemoteAddress? {
    try places.remoteAddress(word.pattern, providers: providers) { try remote.address($0) }
  }

  private func perform(_ words: [ShellWord]) async throws -> ExitStatus {
    guard let first = words.first else { return .done }
    guard let verb = ShellVerbs.verb(named: first.text) else { throw Self.unknown(first.text) }
    let rest = Array(words.dropFirst())
    if let command = ShellVerbs.command(named: verb.name) { return try await run(command, verb, rest) }
    return try await performOwn(verb, rest)
  }

  /// One of the commands of `remote`, told with whole names what was typed with short ones.
  private func run(
    _ type: any SessionCommand.Type, _ verb: ShellVerb, _ words: [ShellWord]
  ) async throws -> ExitStatus {
    let arguments = try places.arguments(of: words, for: verb, providers: providers) { try remote.address($0) }
    let command: any SessionCommand
    do {
      guard let parsed = try type.parseAsRoot(arguments) as? any SessionCommand else { return .usage }
      command = parsed
    } catch {
      return explain(error, by: type)
    }
    var session = session
    session.options = try options(command.global.all)
    return try await command.run(in: session)
  }

  /// The options of the line, beside those the shell was started with.
  private func options(_ line: GlobalOptions) throws -> GlobalOptions {
    guard line.manifest == nil else {
      throw RunError(.usage, "the shell has its manifest from its start: leave and start it with another -f")
    }
    var options = session.options
    options.json = options.json || line.json
    options.verbose = max(options.verbose, line.verbose)
    options.quiet = options.quiet || line.quiet
    options.logLevel = line.logLevel ?? options.logLevel
    return options
  }

  /// Help that was asked for, or what is wrong with the words.
  private func explain(_ error: any Error, by type: any SessionCommand.Type) -> ExitStatus {
    let text = type.fullMessage(for: error)
    if type.exitCode(for: error) == .success {
      session.print(text)
      return .done
    }
    session.console.tell(text)
    return .usage
  }

  static func unknown(_ name: String) -> RunError {
    let shown = FileSystemPath(name).displayed
    if name.hasPrefix("!") {
      return RunError(.usage, "the shell starts no other programs: stop it with Ctrl-Z, or use another terminal")
    }
    return RunError(.usage, "there is no command \"\(shown)\"; help lists those that there are")
  }
}

/// What a dialogue needs to know.
extension Shell {
  func setTyped(_ lines: [String]) { typed = lines }

  func remember(_ line: String) {
    typed.append(line)
    if typed.count > ShellHistory.lineLimit { typed.removeFirst() }
  }

  /// Says where the shell is, in at most half of the terminal's width.
  func prompt(width: Int) -> String {
    guard let folder = places.remote else { return "elasto> " }
    let text = folder.displayed
    let room = max(16, width / 2)
    return (text.count <= room ? text : "…\(text.suffix(room - 1))") + "> "
  }
}
