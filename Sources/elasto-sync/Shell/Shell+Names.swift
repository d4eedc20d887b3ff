import ElastoSync
import Glibc
import Providers

/// Names for completion.
extension Shell {
  /// Ends a listing after its first page.
  private struct Enough: Error {}

  /// Names that begin as the word does, as they would be typed: whole words.
  func names(for completion: ShellCompletion) async throws -> [String] {
    var names: [String] = []
    let kinds = completion.wanted
    if kinds.contains(.remote) || kinds.contains(.remoteFolder) {
      names += try await remoteNames(completion.typed, foldersOnly: !kinds.contains(.remote))
    }
    if kinds.contains(.local) || kinds.contains(.localFolder) {
      names += await localNames(completion.typed, foldersOnly: !kinds.contains(.local))
    }
    return names
  }

  private func remoteNames(_ word: ShellWord, foldersOnly: Bool) async throws -> [String] {
    let providers = providers
    let (stem, last) = Self.split(word.text, providers)
    var names = stem.isEmpty && (places.remote == nil || !last.isEmpty) ? providers.map { "\($0):" } : []
    let stemPattern = Self.split(word.pattern, providers).stem
    let folder = try places.remoteAddress(stemPattern.isEmpty ? "." : stemPattern, providers: providers) {
      try remote.address($0)
    }
    guard let folder else { return names }
    switch folder.place {
    case .local: break
    case .provider(let provider):
      names += try await remote.containers(of: provider).map { "\(stem)\($0.name)/" }
    case .container(let provider, let container, let key):
      let text = [key, RemoteAddress.quoted(last)].filter { !$0.isEmpty }.joined(separator: "/")
      let address = RemoteAddress(.container(provider: provider, name: container, key: text), isPrefix: last.isEmpty)
      for entry in try await firstPage(of: address) where !foldersOnly || entry.kind == .folder {
        names.append(stem + entry.name)
      }
    }
    return names
  }

  private func firstPage(of address: RemoteAddress) async throws -> [RemoteEntry] {
    var entries: [RemoteEntry] = []
    do {
      try await remote.list(address, RemoteListOptions(isCompletion: true)) { page in
        entries = page
        throw Enough()
      }
    } catch is Enough {}
    return entries
  }

  private func localNames(_ word: ShellWord, foldersOnly: Bool) async -> [String] {
    let (stem, last) = Self.split(word.text, [])
    let folder = places.localPath(ShellWord(text: stem.isEmpty ? "." : stem))
    return await BlockingThreads.files.run {
      Self.entries(of: folder, beginning: last).filter { !foldersOnly || $0.hasSuffix("/") }.map { stem + $0 }
    }
  }

  /// A word's folder with its final slash, or a provider with its colon; and the rest.
  private static func split(_ text: String, _ providers: [String]) -> (stem: String, last: String) {
    if let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) {
      return (String(text[...slash]), String(text[text.utf8.index(after: slash)...]))
    }
    if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), providers.contains(String(text[..<colon])) {
      return (String(text[...colon]), String(text[text.utf8.index(after: colon)...]))
    }
    return ("", text)
  }
}
