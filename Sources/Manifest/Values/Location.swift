/// Where a target lives: `PROVIDER:CONTAINER/KEY`, or a plain path on this machine.
public struct Location: Hashable, Sendable, CustomStringConvertible {
  public enum Place: Hashable, Sendable {
    /// Absolute.
    case local(path: String)
    /// `key` has no slash at either end, and may be empty.
    case provider(name: String, container: String, key: String)
  }

  public var place: Place
  /// Whether a trailing slash was written: everything below, rather than one object.
  public var isPrefix: Bool
  public var mark: SourceMark

  public init(_ place: Place, isPrefix: Bool = false, mark: SourceMark = .nowhere) {
    self.place = place
    self.isPrefix = isPrefix
    self.mark = mark
  }

  /// What stands before the first colon is a provider when it reads like a name; write `./a:b` for a file of that name.
  ///
  /// - Parameter folder: what a relative path is relative to.
  /// - Throws: a sentence for the user.
  public init(parsing text: String, relativeTo folder: String, mark: SourceMark = .nowhere) throws(ValueFault) {
    isPrefix = text.hasSuffix("/")
    self.mark = mark
    guard let colon = text.firstIndex(of: ":"), EntryName.isValid(text[..<colon]) else {
      place = .local(path: LocalPath(try LocalPath.checked(text), relativeTo: folder).text)
      return
    }
    let rest = text[text.index(after: colon)...]
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    let inner = isPrefix ? parts.dropLast() : parts[...]
    guard let container = inner.first, !container.isEmpty else {
      throw ValueFault("no container after \"\(text[...colon])\": write PROVIDER:CONTAINER/KEY")
    }
    if let odd = inner.first(where: { $0.isEmpty || $0 == "." || $0 == ".." }) {
      throw ValueFault(odd.isEmpty ? "an empty part (\"//\") in a location" : "\"\(odd)\" as a part of a location")
    }
    place = .provider(
      name: String(text[..<colon]), container: String(container), key: inner.dropFirst().joined(separator: "/"))
  }

  public var description: String {
    let text =
      switch place {
      case .local(let path): path
      case .provider(let name, let container, let key):
        key.isEmpty ? "\(name):\(container)" : "\(name):\(container)/\(key)"
      }
    return isPrefix && !text.hasSuffix("/") ? text + "/" : text
  }
}
