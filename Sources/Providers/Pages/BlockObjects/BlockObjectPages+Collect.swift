import Synchronization

extension BlockObjectPages {
  /// Deletes objects that neither the volume nor a snapshot refers to: what crashes, failed flushes and writers that
  /// were superseded have left. Returns how many.
  ///
  /// Idempotent; may be ended and begun again at any time. Others may read meanwhile; flushes wait. Memory is that of a
  /// page of a listing, and of what the maps have in the place of that.
  @discardableResult
  public func collect() async throws(StoreError) -> Int {
    try checkWritable()
    return try await flushing { () async throws(StoreError) in
      // Whoever has been superseded does not know what is in use.
      try await self.refresh()
      let head = self.state.withLock { $0.head }
      let trees = [head.tree] + (try await self.reader.catalogue(head).snapshots.map(\.tree))
      let folder = self.layout.folder(self.reader.volume)
      var count = 0
      for height in 0...BlockTree.tallest {
        var cursor: String?
        repeat {
          let page = try await self.store.list(prefix: "\(folder)\(height)/", after: cursor, limit: 1000)
          count += try await self.collect(page.objects.map(\.key), folder: "\(folder)\(height)/", height, trees, head)
          cursor = page.next
        } while cursor != nil
      }
      return count + (try await self.collectOthers(head))
    }
  }

  /// - Parameter keys: ascending, and so by index.
  private func collect(
    _ keys: [String], folder: String, _ height: Int, _ trees: [BlockTree], _ head: BlockHead
  ) async throws(StoreError) -> Int {
    let objects = keys.compactMap { key in
      BlockLayout.parse(key.dropFirst(folder.count)).map { (key: key, index: $0.index, moment: $0.moment) }
    }
    guard let first = objects.first?.index, let last = objects.last?.index else { return 0 }
    let blocks =
      BlockTree.blocks(below: first, height: height)
      .lowerBound..<max(
        BlockTree.blocks(below: first, height: height).lowerBound,
        BlockTree.blocks(below: last, height: height).upperBound)
    var used: Set<BlockMoment> = []
    for tree in Set(trees) {
      let found = try await reader.references(in: tree, height: height, blocks: blocks, limit: .max)
      used.formUnion(found.map(\.reference.moment))
    }
    // What this writer is about to use, or has begun since, is not in a map.
    let now = BlockMoment(epoch: head.epoch, sequence: head.sequence)
    let useless = state.withLock { state in
      objects.filter {
        $0.moment < now && !used.contains($0.moment) && !(height == 0 && state.buffer.isInUse($0.index))
      }
    }
    await delete(useless.map(\.key))
    return useless.count
  }

  /// Older catalogues, and what an earlier volume of the same key has left.
  private func collectOthers(_ head: BlockHead) async throws(StoreError) -> Int {
    let folder = layout.folder(reader.volume)
    var count = 0
    var cursor: String? = nil
    let current = layout.catalogue(head.catalogue, volume: reader.volume)
    repeat {
      let page = try await store.list(prefix: "\(folder)snapshots/", after: cursor, limit: 1000)
      let useless = page.objects.map(\.key).filter { $0 != current }
      await delete(useless)
      count += useless.count
      cursor = page.next
    } while cursor != nil
    // Folders of volumes have names of 32 digits; of everything else nothing is known.
    cursor = nil
    repeat {
      let page = try await store.list(prefix: "\(layout.key)/", after: cursor, limit: 1000)
      let useless = page.objects.map(\.key).filter { key in
        let name = key.dropFirst(layout.key.count + 1).prefix { $0 != "/" }
        return name.utf8.count == 32 && !ObjectKey.hasPrefix(key, folder)
      }
      await delete(useless)
      count += useless.count
      cursor = page.next.map { ObjectKey.hasPrefix($0, folder) ? String(folder.dropLast()) + "0" : $0 }
    } while cursor != nil
    return count
  }
}
