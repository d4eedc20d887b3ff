/// A map of blocks: a tree of nodes with 1,024 references each, of a height that is enough for the size.
///
/// Blocks have height 0, the nodes that refer to them height 1. What has an index at one height is, at the next, in the
/// node whose index is a 1,024th of it.
struct BlockTree: Sendable, Hashable {
  static let fanOut = 1024
  static let nodeLength = fanOut * BlockReference.length
  /// The most that a 64-bit size of the smallest blocks needs.
  static let tallest = 6

  var root: BlockReference
  /// Of the root; at least 1.
  var height: Int

  static let empty = BlockTree(root: .none, height: 1)

  /// Blocks that it has references for.
  var capacity: UInt64 { Self.span(height) }

  /// Blocks below one object of this height.
  static func span(_ height: Int) -> UInt64 { height > 6 ? .max : 1 << (10 * UInt64(height)) }

  /// The blocks below the object of an index at a height.
  static func blocks(below index: UInt64, height: Int) -> Range<UInt64> {
    let (start, isHuge) = index.multipliedReportingOverflow(by: span(height))
    guard !isHuge else { return .max..<(.max) }
    let (end, isHugeEnd) = start.addingReportingOverflow(span(height))
    return start..<(isHugeEnd ? .max : end)
  }
}

/// The references of one node, as its object has them.
struct BlockNode: Sendable {
  private var bytes: [UInt8]

  /// Nothing below.
  init() { bytes = [UInt8](repeating: 0, count: BlockTree.nodeLength) }

  /// `nil` for bytes of another length.
  init?(decoding bytes: [UInt8]) {
    guard bytes.count == BlockTree.nodeLength else { return nil }
    self.bytes = bytes
  }

  /// The object.
  var encoded: [UInt8] { bytes }

  var isEmpty: Bool { ZeroBytes.areAll(bytes) }

  /// - Parameter slot: 0 to 1,023.
  subscript(slot: Int) -> BlockReference {
    get { BlockReference(decoding: bytes[slot * BlockReference.length..<(slot + 1) * BlockReference.length]) }
    set {
      var encoded: [UInt8] = []
      newValue.encode(into: &encoded)
      bytes.replaceSubrange(slot * BlockReference.length..<(slot + 1) * BlockReference.length, with: encoded)
    }
  }

  /// Without decoding it.
  func isNone(_ slot: Int) -> Bool {
    bytes[slot * BlockReference.length..<slot * BlockReference.length + 4].allSatisfy { $0 == 0 }
  }
}
