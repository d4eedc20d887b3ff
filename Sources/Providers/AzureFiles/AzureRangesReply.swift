/// `Ranges` of List Ranges.
struct AzureRangesReply: XMLModel {
  private(set) var ranges: [Range<Int64>] = []
  private var first: Int64?
  private var last: Int64?
  private let most: Int

  /// Keeps the first `most` ranges.
  init(most: Int = .max) { self.most = most }

  static func accepts(root: String) -> Bool { root == "Ranges" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.name) {
    case (3, "Start"): first = Int64(text)
    case (3, "End"): last = Int64(text)
    case (2, "Range"):
      if ranges.count < most, let first, let last, first >= 0, first <= last, last < .max {
        ranges.append(first..<last + 1)
      }
      (first, last) = (nil, nil)
    default: break
    }
  }
}
