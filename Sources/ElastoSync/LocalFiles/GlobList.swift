/// A list of patterns as a `.gitignore` has it: the last that matches a path decides.
public struct GlobList: Sendable {
  private let patterns: [GlobPattern]

  /// Throws the first fault.
  public init(_ patterns: [String]) throws(PatternError) {
    var compiled: [GlobPattern] = []
    for pattern in patterns { compiled.append(try GlobPattern(pattern)) }
    self.patterns = compiled
  }

  private init() { patterns = [] }

  /// Names nothing.
  public static let empty = GlobList()

  public var isEmpty: Bool { patterns.isEmpty }

  /// Whether the list names this path: from the root, without a leading `/`.
  ///
  /// Answers for the path itself, not for what is above it: whoever walks a tree does not enter a directory that is named,
  /// so that, as with git, a `!` cannot take back in what lies in one.
  public func matches(path: [UInt8], isDirectory: Bool) -> Bool {
    guard !patterns.isEmpty else { return false }
    let nameStart = (path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    for pattern in patterns.reversed()
    where pattern.matches(path: path.span, nameStart: nameStart, isDirectory: isDirectory) {
      return !pattern.isNegated
    }
    return false
  }

  /// Whether the list names this path or a directory above it.
  public func covers(path: [UInt8], isDirectory: Bool) -> Bool {
    guard !patterns.isEmpty else { return false }
    for index in path.indices where path[index] == UInt8(ascii: "/") {
      if matches(path: Array(path[..<index]), isDirectory: true) { return true }
    }
    return matches(path: path, isDirectory: isDirectory)
  }
}
