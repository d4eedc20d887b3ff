/// A stretch that is alike, as the context `base:allocation` describes it.
struct NBDStatusExtent: Hashable {
  struct State: OptionSet, Hashable {
    let rawValue: UInt32

    static let hole = State(rawValue: 1 << 0)
    static let zero = State(rawValue: 1 << 1)
  }

  static let context = Array("base:allocation".utf8)

  var length: UInt32
  var state: State

  init(length: UInt32, _ state: State) {
    self.length = length
    self.state = state
  }

  /// The parts of `extents` that lie in `range`, neighbours of one kind as one.
  static func list(_ extents: [BlockExtent], in range: Range<Int64>) -> [NBDStatusExtent] {
    var list: [NBDStatusExtent] = []
    for extent in extents {
      let count = extent.range.clamped(to: range).count
      // A request is no longer than 32 bits, so no part of it is.
      guard count > 0, let length = UInt32(exactly: count) else { continue }
      let state = State(extent.kind)
      if let last = list.indices.last, list[last].state == state {
        list[last].length += length
      } else {
        list.append(NBDStatusExtent(length: length, state))
      }
    }
    return list
  }
}

extension NBDStatusExtent.State {
  init(_ kind: BlockExtent.Kind) {
    self =
      switch kind {
      case .data: []
      case .zeroes: .zero
      case .hole: [.hole, .zero]
      }
  }
}
