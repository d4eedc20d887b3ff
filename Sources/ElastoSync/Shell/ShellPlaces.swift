import Manifest

/// Where the shell is: a folder of some store, or above all providers, and a folder of this machine.
package struct ShellPlaces: Sendable {
  /// `nil` above all providers.
  package private(set) var remote: RemoteAddress?
  /// Absolute, without a slash at the end; a name, not a pattern.
  package private(set) var local: String
  private var previous: RemoteAddress??
  private let home: String?

  /// - Parameter home: what `~` stands for.
  package init(remote: RemoteAddress?, local: String, home: String?) {
    self.remote = remote
    self.local = local
    self.home = home
  }

  /// Begins in a folder of this machine.
  package static func current(remote: RemoteAddress?) -> ShellPlaces {
    let environment = ProcessEnvironment.current()
    return ShellPlaces(
      remote: remote, local: ManifestEnvironment.current().workingFolder, home: environment["HOME"])
  }

  /// What `cd -` goes back to; throws `.usage` where there was no other.
  package func previousFolder() throws(RunError) -> RemoteAddress? {
    guard let previous else { throw RunError(.usage, "there was no other folder yet") }
    return previous
  }

  package mutating func moveRemote(to folder: RemoteAddress?) {
    previous = .some(remote)
    remote = folder
  }

  package mutating func moveLocal(to folder: String) { local = LocalPath(folder).text }

  /// What a word names among the stores; `nil` for what is above all providers.
  ///
  /// `PROVIDER:…` with a provider that there is, and `s3:https://…`, are whole addresses; everything else is seen from the
  /// current folder.
  ///
  /// - Parameter absolute: reads a whole address.
  package func remoteAddress(
    _ pattern: String, providers: [String], absolute: (String) throws -> RemoteAddress
  ) throws -> RemoteAddress? {
    if isWhole(pattern, providers) { return try absolute(pattern) }
    var base = remote
    var rest = Substring(pattern)
    while let current = base, let next = Self.stepUp(rest) {
      if case .provider = current.place { base = nil } else { base = current.parent }
      rest = next
    }
    if let base { return rest.isEmpty ? Self.folder(base) : try base.appending(String(rest)) }
    rest = rest.drop { $0 == "/" }
    while let next = Self.stepUp(rest) ?? Self.stay(rest) { rest = next }
    guard let name = rest.split(separator: "/", maxSplits: 1).first else { return nil }
    guard providers.contains(String(name)) else {
      throw RunError(
        .usage,
        "there is no current folder, and no provider \"\(name)\": go to one with cd PROVIDER:, or begin with its name",
        location: FileSystemPath(pattern).displayed)
    }
    let provider = RemoteAddress(.provider(String(name)))
    return try provider.appending(String(rest.dropFirst(name.count)))
  }

  /// The absolute path that a word names; a pattern stays one.
  package func localPath(_ word: ShellWord) -> String {
    let text = word.hasPattern ? word.pattern : word.text
    if text.hasPrefix("/") { return text }
    func below(_ folder: String, _ rest: Substring) -> String {
      let known = word.hasPattern ? RemoteAddress.quoted(folder) : folder
      return known == "/" ? "/\(rest)" : "\(known)/\(rest)"
    }
    if let home, text == "~" || text.hasPrefix("~/") { return below(home, text.dropFirst(2)) }
    return below(local, text[...])
  }

  private func isWhole(_ text: String, _ providers: [String]) -> Bool {
    guard let colon = text.firstIndex(of: ":") else { return false }
    let rest = text[text.index(after: colon)...]
    return ["//", "http://", "https://"].contains { rest.hasPrefix($0) } || providers.contains(String(text[..<colon]))
  }

  private static func folder(_ address: RemoteAddress) -> RemoteAddress { RemoteAddress(address.place, isPrefix: true) }

  /// What is behind a leading `..`.
  private static func stepUp(_ path: Substring) -> Substring? { strip("..", path) }

  private static func stay(_ path: Substring) -> Substring? { strip(".", path) }

  private static func strip(_ part: String, _ path: Substring) -> Substring? {
    guard path.hasPrefix(part) else { return nil }
    let rest = path.dropFirst(part.count)
    return rest.isEmpty || rest.first == "/" ? rest.drop { $0 == "/" } : nil
  }
}
