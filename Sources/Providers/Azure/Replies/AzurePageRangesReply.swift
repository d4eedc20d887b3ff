/// `PageList` of Get Page Ranges and Get Page Ranges Diff.
struct AzurePageRangesReply: XMLModel {
  private var written: [Range<Int64>] = []
  private var cleared: [Range<Int64>] = []
  private(set) var nextMarker = ""
  /// There is a range that cannot be one.
  private(set) var isFaulty = false
  private var start: Int64?
  private var end: Int64?
  private let most: Int

  /// Keeps the first `most` ranges of each kind.
  init(most: Int) { self.most = most }

  /// Both kinds, ascending.
  var sorted: [PageChange] {
    (written.map { PageChange(range: $0, isCleared: false) } + cleared.map { PageChange(range: $0, isCleared: true) })
      .sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  static func accepts(root: String) -> Bool { root == "PageList" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.name) {
    case (3, "Start"): start = Int64(text)
    case (3, "End"): end = Int64(text)
    case (2, "PageRange"), (2, "ClearRange"):
      defer { (start, end) = (nil, nil) }
      guard let start, let end, start >= 0, end >= start, end < .max else {
        isFaulty = true
        return
      }
      let isCleared = path.name == "ClearRange"
      if isCleared, cleared.count < most { cleared.append(start..<end + 1) }
      if !isCleared, written.count < most { written.append(start..<end + 1) }
    case (2, "NextMarker"): nextMarker = text
    default: break
    }
  }
}
