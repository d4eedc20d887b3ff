import ArgumentParser
import ElastoSync
import Providers

/// The commands that only the shell has.
extension Shell {
  func performOwn(_ verb: ShellVerb, _ words: [ShellWord]) async throws -> ExitStatus {
    let limit = ["cd", "lcd", "help"].contains(verb.name) ? 1 : 0
    guard words.count <= limit else {
      throw RunError(
        .usage, "\(verb.name) takes \(limit == 0 ? "no word" : "one word") behind it; see help \(verb.name)")
    }
    switch verb.name {
    case "cd": try await changeFolder(words.first)
    case "pwd": session.print(places.remote?.description ?? "above all providers")
    case "lcd": try await changeLocalFolder(words.first)
    case "lpwd": session.print(FileSystemPath(places.local).displayed)
    case "history": for line in typed { session.print(line) }
    case "help": try help(words.first?.text)
    default: leave()
    }
    return .done
  }

  private func changeFolder(_ word: ShellWord?) async throws {
    guard let word else { return places.moveRemote(to: start) }
    let isBack = word.text == "-"
    guard let address = isBack ? try places.previousFolder() : try address(word) else {
      return places.moveRemote(to: nil)
    }
    guard !address.hasPattern else {
      throw RunError(.usage, "go to one folder, without a pattern", location: address.displayed)
    }
    let folder = RemoteAddress(address.place, isPrefix: true)
    guard !folder.isLocal else {
      throw RunError(.usage, "a folder of this machine: go there with lcd", location: folder.displayed)
    }
    try await check(folder)
    places.moveRemote(to: folder)
  }

  /// That there is such a folder. An account that only lists no containers may still be worked in.
  private func check(_ folder: RemoteAddress) async throws {
    if case .provider = folder.place { return }
    do {
      _ = try await remote.stat(folder)
    } catch let error as StoreError where error.code == .notFound {
      throw RunError(
        .failed,
        "there is no such folder; put FILE \(ShellWords.quote("\(folder.description)")) makes it, "
          + "create makes a container", location: folder.displayed, cause: error)
    }
  }

  private func changeLocalFolder(_ word: ShellWord?) async throws {
    let path = places.localPath(word ?? ShellWord(text: "~", pattern: "~"))
    guard await BlockingThreads.files.run({ Self.isFolder(path) }) else {
      throw RunError(.failed, "there is no such folder", location: FileSystemPath(path).displayed)
    }
    places.moveLocal(to: path)
  }

  private func help(_ name: String?) throws {
    guard let name else {
      for line in Self.overview { session.print(line) }
      return
    }
    if let own = ShellVerbs.own.first(where: { $0.verb.name == name }) {
      session.print("\(own.usage)\n\(own.abstract)")
    } else if let command = ShellVerbs.command(named: name) {
      session.print(command.helpMessage(columns: session.console.terminal.width))
    } else {
      throw Self.unknown(name)
    }
  }

  private static var overview: [String] {
    let remote = ShellVerbs.remote.map { ($0.verb.name, $0.command.configuration.abstract) }
    let own = ShellVerbs.own.map { ($0.usage, $0.abstract) }
    let all = (remote + own).map { "  \($0.0)\(String(repeating: " ", count: max(1, 18 - $0.0.count)))\($0.1)" }
    return all + [
      "",
      "Names are seen from the current folder, /NAME from its container, PROVIDER:CONTAINER/NAME from anywhere. Quotes and",
      "\\ take characters as they are; unquoted * ? [ ] are patterns. `help COMMAND` says more.",
    ]
  }
}
