/// Collects blocks that differ, neighbours joined, up to a number of ranges.
struct PageChangeCollector {
  private(set) var list = PageChangeList(changes: [], next: nil)
  private let limit: Int

  init(limit: Int) { self.limit = max(1, limit) }

  /// What follows is for the next list.
  var isFull: Bool { list.next != nil }

  /// Takes the next change, behind all before.
  mutating func add(_ range: Range<Int64>, isCleared: Bool) {
    guard !isFull, !range.isEmpty else { return }
    if let last = list.changes.last, last.range.upperBound == range.lowerBound, last.isCleared == isCleared {
      list.changes[list.changes.count - 1].range = last.range.lowerBound..<range.upperBound
    } else if list.changes.count == limit {
      list.next = range.lowerBound
    } else {
      list.changes.append(PageChange(range: range, isCleared: isCleared))
    }
  }

  /// Both have the same count, and begin at `offset`.
  mutating func compare(_ now: [UInt8], with then: [UInt8], at offset: Int64, block: Int) {
    for start in stride(from: 0, to: now.count, by: block) {
      let piece = start..<min(start + block, now.count)
      guard now[piece] != then[piece] else { continue }
      add(
        offset + Int64(piece.lowerBound)..<offset + Int64(piece.upperBound),
        isCleared: ZeroBytes.areAll(now[piece]))
    }
  }
}
