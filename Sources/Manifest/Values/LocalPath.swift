/// An absolute path on this machine, made so from the folder of the manifest that names it.
public struct LocalPath: Hashable, Sendable, ExpressibleByStringLiteral {
  /// Absolute, without `.`, `..`, empty parts or a trailing slash.
  public var text: String
  public var mark: SourceMark

  /// Resolves `path` against `folder`, by its text alone: symbolic links are not looked at.
  public init(_ path: String, relativeTo folder: String = "/", mark: SourceMark = .nowhere) {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : "\(folder)/\(path)"
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    text = "/" + parts.joined(separator: "/")
    self.mark = mark
  }

  public init(stringLiteral path: String) { self.init(path) }

  /// The folder that it lies in; the root lies in itself.
  public var parent: String {
    let parts = text.split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }

  /// Whether `other` is this path or lies below it.
  public func contains(_ other: LocalPath) -> Bool {
    text == "/" || text == other.text || other.text.hasPrefix("\(text)/")
  }
}
