import Synchronization

/// Writes the nodes of a map that change, bottom first, as new objects.
final class BlockMapUpdate: Sendable {
  typealias Change = BlockObjectReader.Found

  /// An object that the new map does not refer to any more.
  struct Replaced: Sendable {
    var reference: BlockReference
    var height: Int
    var index: UInt64
  }

  private let reader: BlockObjectReader
  private let parallel: Int
  private let nextMoment: @Sendable () -> BlockMoment
  private let replaced = Mutex<[Replaced]>([])

  init(_ reader: BlockObjectReader, parallel: Int, nextMoment: @escaping @Sendable () -> BlockMoment) {
    self.reader = reader
    self.parallel = parallel
    self.nextMoment = nextMoment
  }

  /// What the old map had in the place of something new.
  var replacedObjects: [Replaced] { replaced.withLock { $0 } }

  /// - Parameters:
  ///   - changes: ascending.
  ///   - blocks: that the new map must have room for.
  func apply(_ changes: [Change], to tree: BlockTree, blocks: UInt64) async throws(StoreError) -> BlockTree {
    var new = tree
    let last = changes.last { !$0.reference.isNone }?.index
    while new.capacity < max(blocks, last.map { $0 + 1 } ?? 0) { new.height += 1 }
    // What was cut off before it ever came into a map has no place in it.
    let changes = changes.filter { $0.index < new.capacity }
    guard !changes.isEmpty || new.height > tree.height && !tree.root.isNone else { return new }
    new.root = try await rewrite(tree.root, new.height, 0, changes[...], root: tree.height)
    return new
  }

  /// - Parameter root: the height of the old map's root: above, there is nothing but it at index 0.
  private func rewrite(
    _ reference: BlockReference, _ height: Int, _ index: UInt64, _ changes: ArraySlice<Change>, root: Int
  ) async throws(StoreError) -> BlockReference {
    var node = BlockNode()
    if height > root {
      node[0] = reference
    } else if !reference.isNone {
      node = try await reader.node(reference, height: height, index: index)
      note(reference, height, index)
    }
    if height == 1 {
      for change in changes {
        let slot = Int(change.index & 1023)
        let old = node[slot]
        // A head that was not known to have arrived may have it already.
        if !old.isNone, old != change.reference { note(old, 0, change.index) }
        node[slot] = change.reference
      }
    } else {
      let old = node
      let children = Mutex<[Int: BlockReference]>([:])
      // Leaves side by side: random writes change many of them.
      try await BoundedTasks.forEach(Self.groups(changes, height), limit: height == 2 ? parallel : 1) {
        group throws(StoreError) in
        let child = group.first.map { $0.index >> (10 * UInt64(height - 1)) } ?? 0
        let new = try await self.rewrite(old[Int(child & 1023)], height - 1, child, group, root: root)
        children.withLock { $0[Int(child & 1023)] = new }
      }
      for (slot, child) in children.withLock({ $0 }) { node[slot] = child }
    }
    return node.isEmpty ? .none : try await put(node, height, index)
  }

  private func put(_ node: BlockNode, _ height: Int, _ index: UInt64) async throws(StoreError) -> BlockReference {
    let moment = nextMoment()
    let bytes = node.encoded
    let reference = BlockReference(
      epoch: moment.epoch, sequence: moment.sequence, checksum: BlockChecksum.of(bytes))
    try await reader.store.put(
      reader.layout.object(reference, height: height, index: index, volume: reader.volume), bytes)
    reader.keep(node, as: reference)
    return reference
  }

  private func note(_ reference: BlockReference, _ height: Int, _ index: UInt64) {
    replaced.withLock { $0.append(Replaced(reference: reference, height: height, index: index)) }
  }

  /// The changes below each child of a node.
  private static func groups(_ changes: ArraySlice<Change>, _ height: Int) -> [ArraySlice<Change>] {
    var groups: [ArraySlice<Change>] = []
    var start = changes.startIndex
    while start < changes.endIndex {
      let child = changes[start].index >> (10 * UInt64(height - 1))
      let end = changes[start...].firstIndex { $0.index >> (10 * UInt64(height - 1)) != child } ?? changes.endIndex
      groups.append(changes[start..<end])
      start = end
    }
    return groups
  }
}
