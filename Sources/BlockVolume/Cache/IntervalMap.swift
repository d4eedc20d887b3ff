/// Ranges that do not overlap, each with where its bytes are. A newer one replaces what it covers of older ones.
///
/// Sorted, in runs of a few hundred, so that a change moves little and a look-up is two binary searches.
struct IntervalMap: Sendable {
  enum Source: Sendable, Hashable {
    case bytes(at: Int64)
    case zeros(ZeroedSpace)
  }

  struct Piece: Sendable, Hashable {
    var range: Range<Int64>
    var source: Source
    var sequence: UInt64

    /// `part` lies inside of the range.
    func part(_ part: Range<Int64>) -> Piece {
      var piece = self
      piece.range = part
      if case .bytes(let position) = source { piece.source = .bytes(at: position + part.lowerBound - range.lowerBound) }
      return piece
    }
  }

  private static let longestRun = 512

  private var runs: [[Piece]] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }
  /// All of them, ascending.
  var pieces: some Sequence<Piece> { runs.lazy.joined() }

  mutating func insert(_ piece: Piece) { replace(piece.range, with: piece) }

  mutating func remove(_ range: Range<Int64>) { replace(range, with: nil) }

  /// What lies in `range`, ascending, cut to it.
  subscript(range: Range<Int64>) -> [Piece] { pieces(in: range, limit: .max) }

  /// The first of them.
  func pieces(in range: Range<Int64>, limit: Int) -> [Piece] {
    guard !range.isEmpty, !runs.isEmpty else { return [] }
    var found: [Piece] = []
    for run in runs[runIndex(of: range.lowerBound)...] {
      for piece in run[Self.firstEnding(after: range.lowerBound, in: run)...] {
        if piece.range.lowerBound >= range.upperBound || found.count == limit { return found }
        found.append(piece.part(piece.range.clamped(to: range)))
      }
    }
    return found
  }

  func covers(_ range: Range<Int64>) -> Bool {
    var next = range.lowerBound
    for piece in self[range] {
      if piece.range.lowerBound != next { return false }
      next = piece.range.upperBound
    }
    return next >= range.upperBound
  }

  private mutating func replace(_ range: Range<Int64>, with new: Piece?) {
    guard !range.isEmpty else { return }
    if runs.isEmpty { runs.append([]) }
    let first = runIndex(of: range.lowerBound)
    var index = first
    while index < runs.count, index == first || Self.start(of: runs[index]) < range.upperBound {
      let low = Self.firstEnding(after: range.lowerBound, in: runs[index])
      let high = Self.firstStarting(from: range.upperBound, in: runs[index])
      var middle: [Piece] = []
      if low < high, runs[index][low].range.lowerBound < range.lowerBound {
        let piece = runs[index][low]
        middle.append(piece.part(piece.range.lowerBound..<range.lowerBound))
      }
      if index == first, let new { middle.append(new) }
      if low < high, runs[index][high - 1].range.upperBound > range.upperBound {
        let piece = runs[index][high - 1]
        middle.append(piece.part(range.upperBound..<piece.range.upperBound))
      }
      let replaced = low..<max(low, high)
      count += middle.count - replaced.count
      runs[index].replaceSubrange(replaced, with: middle)
      index += 1
    }
    tidy(first..<index)
  }

  private mutating func tidy(_ changed: Range<Int>) {
    for index in changed.reversed() {
      if runs[index].isEmpty {
        runs.remove(at: index)
      } else if runs[index].count > Self.longestRun {
        let half = runs[index].count / 2
        let rest = Array(runs[index][half...])
        runs[index].removeSubrange(half...)
        runs.insert(rest, at: index + 1)
      }
    }
  }

  /// The last run that begins at or before `offset`, or the first.
  private func runIndex(of offset: Int64) -> Int {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.start(of: runs[middle]) <= offset { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  private static func start(of run: [Piece]) -> Int64 { run.first?.range.lowerBound ?? .min }

  private static func firstEnding(after offset: Int64, in run: [Piece]) -> Int {
    var (low, high) = (0, run.count)
    while low < high {
      let middle = (low + high) / 2
      if run[middle].range.upperBound > offset { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private static func firstStarting(from offset: Int64, in run: [Piece]) -> Int {
    var (low, high) = (0, run.count)
    while low < high {
      let middle = (low + high) / 2
      if run[middle].range.lowerBound >= offset { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
