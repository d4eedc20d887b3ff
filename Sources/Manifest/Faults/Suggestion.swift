/// Finds what was probably meant.
enum Suggestion {
  /// `did you mean "paths"?` when one of `candidates` is near: a third of its letters at most may differ.
  static func near(_ text: String, among candidates: some Sequence<String>) -> String? {
    nearest(text, among: candidates).map { "did you mean \"\($0)\"?" }
  }

  static func nearest(_ text: String, among candidates: some Sequence<String>) -> String? {
    let wanted = normalised(text)
    guard wanted.count <= 64 else { return nil }
    let near = candidates.map { ($0, distance(wanted, normalised($0))) }
      .filter { $0.1 <= max(1, $0.0.count / 3) && $0.1 < max($0.0.count, 2) }
    return near.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// Case and the choice between `_` and `-` do not make two words different.
  private static func normalised(_ text: String) -> [Character] {
    text.lowercased().map { $0 == "_" ? "-" : $0 }
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var older: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let same = left[row] == right[column]
        var best = min(previous[column] + (same ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, older[column - 1] + 1)
        }
        current.append(best)
      }
      (older, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
