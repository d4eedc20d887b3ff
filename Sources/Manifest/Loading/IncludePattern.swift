import Glibc

/// The files that a pattern of `include` stands for.
struct IncludePattern {
  var pattern: String
  /// Absolute; what the pattern is relative to.
  var folder: String

  private var hasWildcards: Bool { pattern.contains { "*?[".contains($0) } }

  /// Sorted by name. A pattern with wildcards may match nothing, a plain name is given back as it is.
  ///
  /// - Returns: nil when the folder could not be read.
  func files() -> [LocalPath]? {
    guard hasWildcards else { return [LocalPath(pattern, relativeTo: folder)] }
    let whole = pattern.hasPrefix("/") ? pattern : "\(escaped(folder))/\(pattern)"
    var found = glob_t()
    defer { globfree(&found) }
    // Without GLOB_ERR the answer of the callback decides: a folder that is not there holds nothing.
    switch glob(whole, 0, { _, error in error == ENOENT || error == ENOTDIR ? 0 : 1 }, &found) {
    case 0:
      let paths = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
      return paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.map { LocalPath($0) }
    case GLOB_NOMATCH: return []
    default: return nil
    }
  }

  private func escaped(_ folder: String) -> String {
    folder.map { "*?[\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
