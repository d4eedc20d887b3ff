extension BlockExtent {
  /// Extents that cover `range` from its start on: data where `data` says so (ascending; it is rounded to whole blocks),
  /// holes between. At most `limit` of them.
  static func extents(ofData data: [Range<Int64>], in range: Range<Int64>, block: Int64, limit: Int) -> [BlockExtent] {
    var list: [BlockExtent] = []
    func append(upTo end: Int64, _ kind: Kind) {
      let start = list.last?.range.upperBound ?? range.lowerBound
      guard start < end else { return }
      if let last = list.last, last.kind == kind {
        list[list.count - 1].range = last.range.lowerBound..<end
      } else {
        list.append(BlockExtent(start..<end, kind))
      }
    }
    for part in data {
      append(upTo: min(part.lowerBound / block * block, range.upperBound), .hole)
      append(upTo: min((part.upperBound + block - 1) / block * block, range.upperBound), .data)
    }
    append(upTo: range.upperBound, .hole)
    return Array(list.prefix(limit))
  }
}
