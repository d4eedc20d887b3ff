/// Walks through maps in the order of blocks, without what is empty, and without what two maps share.
extension BlockObjectReader {
  /// What a walk finds.
  struct Found: Sendable, Hashable {
    var index: UInt64
    var reference: BlockReference
  }

  /// References to objects of one height (0: blocks) whose blocks lie in `blocks`, ascending, at most `limit`.
  func references(
    in tree: BlockTree, height: Int = 0, blocks: Range<UInt64>, limit: Int
  ) async throws(StoreError) -> [Found] {
    var found: [Found] = []
    try await visit(tree.root, tree.height, 0, to: height, blocks, limit, &found)
    return found
  }

  private func visit(
    _ reference: BlockReference, _ height: Int, _ index: UInt64, to target: Int, _ blocks: Range<UInt64>, _ limit: Int,
    _ found: inout [Found]
  ) async throws(StoreError) {
    guard !reference.isNone, found.count < limit, BlockTree.blocks(below: index, height: height).overlaps(blocks) else {
      return
    }
    if height <= target {
      if height == target { found.append(Found(index: index, reference: reference)) }
      return
    }
    if Task.isCancelled { throw StoreError(cancelledAt: location) }
    let node = try await node(reference, height: height, index: index)
    for slot in Self.slots(index, height, blocks) where !node.isNone(slot) {
      try await visit(node[slot], height - 1, index << 10 | UInt64(slot), to: target, blocks, limit, &found)
      if found.count >= limit { return }
    }
  }

  /// An object that one map has, and what the other has in its place.
  struct Difference: Sendable, Hashable {
    var index: UInt64
    var new: BlockReference
    var old: BlockReference
  }

  /// Blocks in `blocks` for which two maps have other objects, ascending, at most `limit`.
  func differences(
    between new: BlockTree, and old: BlockTree, blocks: Range<UInt64>, limit: Int
  ) async throws(StoreError) -> [Difference] {
    var found: [Difference] = []
    let height = max(new.height, old.height)
    try await compare(new.root, old.root, (new.height, old.height), height, 0, blocks, limit, &found)
    return found
  }

  /// - Parameter heights: of the two roots: above, a map has nothing but its root at index 0.
  private func compare(
    _ new: BlockReference, _ old: BlockReference, _ heights: (new: Int, old: Int), _ height: Int, _ index: UInt64,
    _ blocks: Range<UInt64>, _ limit: Int, _ found: inout [Difference]
  ) async throws(StoreError) {
    guard new != old || heights.new != heights.old && height > min(heights.new, heights.old), found.count < limit,
      BlockTree.blocks(below: index, height: height).overlaps(blocks)
    else { return }
    if height == 0 {
      found.append(Difference(index: index, new: new, old: old))
      return
    }
    if Task.isCancelled { throw StoreError(cancelledAt: location) }
    let newNode = try await content(new, height, index, root: heights.new)
    let oldNode = try await content(old, height, index, root: heights.old)
    for slot in Self.slots(index, height, blocks) where !(newNode.isNone(slot) && oldNode.isNone(slot)) {
      try await compare(
        newNode[slot], oldNode[slot], heights, height - 1, index << 10 | UInt64(slot), blocks, limit, &found)
      if found.count >= limit { return }
    }
  }

  private func content(
    _ reference: BlockReference, _ height: Int, _ index: UInt64, root: Int
  ) async throws(StoreError) -> BlockNode {
    if reference.isNone { return BlockNode() }
    guard height > root else { return try await node(reference, height: height, index: index) }
    var node = BlockNode()
    node[0] = reference
    return node
  }

  /// The slots of a node below which some of `blocks` are.
  private static func slots(_ index: UInt64, _ height: Int, _ blocks: Range<UInt64>) -> Range<Int> {
    let below = BlockTree.blocks(below: index, height: height)
    let wanted = below.clamped(to: blocks)
    guard !wanted.isEmpty else { return 0..<0 }
    let span = BlockTree.span(height - 1)
    return Int((wanted.lowerBound - below.lowerBound) / span)..<Int((wanted.upperBound - 1 - below.lowerBound) / span)
      + 1
  }
}
