/// Which of the files below a folder are meant. Patterns are those of `exclude`, relative to the folder.
public struct RemoteFilter: Sendable {
  private let include: GlobList
  private let exclude: GlobList

  /// Everything.
  public static let all = RemoteFilter()

  private init() {
    include = .empty
    exclude = .empty
  }

  /// What `exclude` names is left out, whatever `include` says; an empty `include` is everything.
  public init(include: [String], exclude: [String]) throws(PatternError) {
    self.include = try GlobList(include)
    self.exclude = try GlobList(exclude)
  }

  var isEmpty: Bool { include.isEmpty && exclude.isEmpty }

  func passes(_ relative: String) -> Bool {
    if isEmpty { return true }
    let path = Array(relative.utf8)
    if exclude.covers(path: path, isDirectory: false) { return false }
    return include.isEmpty || include.covers(path: path, isDirectory: false)
  }
}
