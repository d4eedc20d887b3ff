import Synchronization

/// Reads a volume's objects: nodes, of which it keeps some, and blocks.
final class BlockObjectReader: Sendable {
  let store: any ObjectStore
  let layout: BlockLayout
  let volume: [UInt8]
  let shift: UInt8
  private let nodes: Mutex<RecentValues<BlockMoment, BlockNode>>

  /// - Parameter cachedNodes: of 16 KiB each.
  init(store: any ObjectStore, layout: BlockLayout, volume: [UInt8], shift: UInt8, cachedNodes: Int) {
    self.store = store
    self.layout = layout
    self.volume = volume
    self.shift = shift
    nodes = Mutex(RecentValues(limit: cachedNodes))
  }

  var blockSize: Int { 1 << Int(shift) }
  var location: String { "\(store.name)/\(layout.key)" }

  func block(_ reference: BlockReference, index: UInt64) async throws(StoreError) -> [UInt8] {
    try await object(reference, height: 0, index: index, length: blockSize)
  }

  /// `reference` is one of something.
  func node(_ reference: BlockReference, height: Int, index: UInt64) async throws(StoreError) -> BlockNode {
    if let node = nodes.withLock({ $0[reference.moment] }) { return node }
    let bytes = try await object(reference, height: height, index: index, length: BlockTree.nodeLength)
    guard let node = BlockNode(decoding: bytes) else { throw damaged(height: height, index: index) }
    keep(node, as: reference)
    return node
  }

  func keep(_ node: BlockNode, as reference: BlockReference) {
    nodes.withLock { $0[reference.moment] = node }
  }

  func catalogue(_ head: BlockHead) async throws(StoreError) -> BlockCatalogue {
    if head.catalogue.isNone { return BlockCatalogue() }
    let bytes = try await store.get(layout.catalogue(head.catalogue, volume: volume))
    guard BlockChecksum.of(bytes) == head.catalogue.checksum,
      let catalogue = BlockCatalogue(decoding: bytes, count: Int(head.snapshotCount))
    else {
      throw StoreError(
        .corrupted, "the list of snapshots is damaged; restore it from a version or a copy of the object",
        location: location)
    }
    return catalogue
  }

  /// The reference to a block; that of nothing where it is all zeros.
  func reference(_ index: UInt64, in tree: BlockTree) async throws(StoreError) -> BlockReference {
    guard index < tree.capacity else { return .none }
    var reference = tree.root
    for height in stride(from: tree.height, to: 0, by: -1) {
      if reference.isNone { return .none }
      let node = try await node(reference, height: height, index: index >> (10 * UInt64(height)))
      reference = node[Int(index >> (10 * UInt64(height - 1)) & 1023)]
    }
    return reference
  }

  private func object(
    _ reference: BlockReference, height: Int, index: UInt64, length: Int
  ) async throws(StoreError) -> [UInt8] {
    let sink = CollectingSink(capacity: length)
    _ = try await store.get(
      layout.object(reference, height: height, index: index, volume: volume), range: nil, to: sink)
    let bytes = sink.take()
    guard bytes.count == length, BlockChecksum.of(bytes) == reference.checksum else {
      throw damaged(height: height, index: index)
    }
    return bytes
  }

  private func damaged(height: Int, index: UInt64) -> StoreError {
    StoreError(
      .corrupted,
      height == 0
        ? "block \(index) is not what was stored; restore its object from a version or a copy"
        : "a part of the map (height \(height), index \(index)) is not what was stored; restore its object from a "
          + "version or a copy", location: location)
  }
}

/// The values that were used last.
struct RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var values: [Key: (value: Value, use: UInt64)] = [:]
  private var uses: UInt64 = 0
  private let limit: Int

  init(limit: Int) { self.limit = max(1, limit) }

  subscript(key: Key) -> Value? {
    mutating get {
      guard let found = values[key]?.value else { return nil }
      uses += 1
      values[key]?.use = uses
      return found
    }
    set {
      uses += 1
      values[key] = newValue.map { ($0, uses) }
      // A quarter at a time, so that looking for the oldest costs little for each.
      guard values.count > limit else { return }
      let oldest = values.map { ($0.value.use, $0.key) }.sorted { $0.0 < $1.0 }
      for (_, key) in oldest.prefix(max(1, limit / 4)) { values[key] = nil }
    }
  }
}
