import Synchronization

/// A snapshot is a map that is kept: an entry in the catalogue, which the head refers to.
extension BlockObjectPages {
  public func makeSnapshot() async throws(StoreError) -> PageSnapshot {
    try checkWritable()
    return try await flushing { () async throws(StoreError) in
      let made = Mutex<BlockSnapshot?>(nil)
      try await self.flushAlone { head throws(StoreError) in
        var catalogue = try await self.reader.catalogue(head)
        guard catalogue.snapshots.count < BlockCatalogue.most else {
          throw StoreError(
            .failed, "a volume has at most \(BlockCatalogue.most) snapshots; delete some", location: self.name)
        }
        let snapshot = BlockSnapshot(
          time: max(self.now(), (catalogue.snapshots.last?.time ?? .min) + 1), size: head.size, tree: head.tree,
          moment: self.nextMoment())
        catalogue.snapshots.append(snapshot)
        head.boundary = snapshot.moment
        try await self.put(catalogue, in: &head)
        made.withLock { $0 = snapshot }
      }
      guard let snapshot = made.withLock({ $0 }) else {
        throw StoreError(.failed, "no snapshot was made; try again", location: self.name)
      }
      return PageSnapshot(id: snapshot.id, size: Int64(snapshot.size), created: snapshot.time)
    }
  }

  public func snapshots(after cursor: String?, limit: Int) async throws(StoreError) -> PageSnapshotList {
    if access == .reading { try await refresh() }
    let all = try await withHead { head throws(StoreError) in try await reader.catalogue(head) }.snapshots
    let rest = all.drop { snapshot in cursor.map { !ObjectKey.precedes($0, snapshot.id) } ?? false }
    let page = rest.prefix(max(1, limit))
    return PageSnapshotList(
      snapshots: page.map { PageSnapshot(id: $0.id, size: Int64($0.size), created: $0.time) },
      next: page.count < rest.count ? page.last?.id : nil)
  }

  public func openSnapshot(_ id: String) async throws(StoreError) -> any PageReader {
    if access == .reading { try await refresh() }
    return BlockObjectSnapshot(try await catalogued(id), of: self)
  }

  /// Objects that only this snapshot has are deleted with it: those that are neither in the one before nor in the one
  /// after. An object that is replaced never comes back, so that no other can have them.
  public func deleteSnapshot(_ id: String) async throws(StoreError) {
    try checkWritable()
    guard SnapshotTime(id) != nil else { return }
    try await flushing { () async throws(StoreError) in
      let head = self.state.withLock { $0.head }
      let catalogue = try await self.reader.catalogue(head)
      guard let index = catalogue.snapshots.firstIndex(where: { $0.id == id }) else { return }
      try await self.flushAlone { head throws(StoreError) in
        var catalogue = catalogue
        catalogue.snapshots.remove(at: index)
        head.boundary = catalogue.snapshots.last?.moment ?? .start
        try await self.put(catalogue, in: &head)
      }
      let older = index > 0 ? catalogue.snapshots[index - 1].tree : .empty
      let newer =
        index + 1 < catalogue.snapshots.count
        ? catalogue.snapshots[index + 1].tree : self.state.withLock { $0.head.tree }
      // What cannot be deleted now, `collect` finds.
      do throws(StoreError) {
        try await self.deleteObjects(of: catalogue.snapshots[index].tree, besides: [older, newer])
      } catch {}
    }
  }

  func catalogued(_ id: String) async throws(StoreError) -> BlockSnapshot {
    let catalogue = try await withHead { head throws(StoreError) in try await reader.catalogue(head) }
    guard let snapshot = catalogue[id] else { throw StoreError(noSnapshot: id, location: name) }
    return snapshot
  }

  private func put(_ catalogue: BlockCatalogue, in head: inout BlockHead) async throws(StoreError) {
    head.snapshotCount = UInt32(catalogue.snapshots.count)
    head.catalogue = .none
    if catalogue.snapshots.isEmpty { return }
    let moment = nextMoment()
    let bytes = catalogue.encoded
    let reference = BlockReference(
      epoch: moment.epoch, sequence: moment.sequence, checksum: BlockChecksum.of(bytes))
    try await store.put(layout.catalogue(reference, volume: reader.volume), bytes)
    head.catalogue = reference
  }

  private func deleteObjects(of tree: BlockTree, besides others: [BlockTree]) async throws(StoreError) {
    var keys: [String] = []
    var roots: [Place] = []
    for other in others {
      // A taller map has it all below its first slots.
      var place = Place(reference: other.root, height: other.height)
      while place.height > tree.height, !place.reference.isNone {
        place.reference = try await reader.node(place.reference, height: place.height, index: 0)[0]
        place.height -= 1
      }
      roots.append(place)
    }
    try await visit(tree.root, tree.height, 0, roots, &keys)
    await delete(keys)
  }

  /// What another map has in the same place, or, lower at index 0, all that it has.
  private struct Place {
    var reference: BlockReference
    var height: Int
  }

  /// Adds the keys of what is at and below `reference` and in none of the other maps.
  private func visit(
    _ reference: BlockReference, _ height: Int, _ index: UInt64, _ others: [Place], _ keys: inout [String]
  ) async throws(StoreError) {
    guard !reference.isNone, !others.contains(where: { $0.height == height && $0.reference == reference }) else {
      return
    }
    if height > 0 {
      let node = try await reader.node(reference, height: height, index: index)
      var nodes: [BlockNode] = []
      for other in others where other.height == height && !other.reference.isNone {
        nodes.append(try await reader.node(other.reference, height: height, index: index))
      }
      for slot in 0..<BlockTree.fanOut where !node.isNone(slot) {
        let child = index << 10 | UInt64(slot)
        var below = nodes.map { Place(reference: $0[slot], height: height - 1) }
        if child == 0 { below += others.filter { $0.height < height } }
        try await visit(node[slot], height - 1, child, below, &keys)
      }
    }
    keys.append(layout.object(reference, height: height, index: index, volume: reader.volume))
    if keys.count >= 1000 {
      await delete(keys)
      keys = []
    }
  }
}
