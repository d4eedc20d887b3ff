import Synchronization

extension BlockObjectPages {
  public func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    try geometry.check(range, size: state.withLock { $0.size }, location: name)
    return try await reader.collectRanges(in: range, limit: limit) { blocks, most throws(StoreError) in
      try await self.allocatedBlocks(in: blocks, limit: most)
    }
  }

  public func changedRanges(
    since snapshot: String, in range: Range<Int64>, limit: Int
  ) async throws(StoreError) -> PageChangeList {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    try geometry.check(range, size: state.withLock { $0.size }, location: name)
    let old = try await catalogued(snapshot).tree
    return try await reader.collectChanges(in: range, limit: limit) { blocks, most throws(StoreError) in
      try await self.changedBlocks(since: old, in: blocks, limit: most)
    }
  }

  /// Blocks that hold data, by the map and by what it does not know yet: ascending, about `limit` of them, and where to
  /// go on.
  func allocatedBlocks(
    in blocks: Range<UInt64>, limit: Int
  ) async throws(StoreError) -> (indexes: [UInt64], next: UInt64?) {
    try await withHead { head throws(StoreError) in
      let overlay = state.withLock { $0.buffer.overlay(in: blocks) }
      let found = try await reader.references(in: head.tree, blocks: blocks, limit: limit)
      guard state.withLock({ $0.head == head }) else { throw Self.moved(name) }
      let known = blocks.lowerBound..<(found.count < limit ? blocks.upperBound : (found.last?.index ?? 0) + 1)
      var indexes = Set(found.map(\.index))
      for (index, holdsData) in overlay where known.contains(index) {
        if holdsData { indexes.insert(index) } else { indexes.remove(index) }
      }
      return (indexes.sorted(), known.upperBound < blocks.upperBound ? known.upperBound : nil)
    }
  }

  /// What no map knows yet counts as changed.
  private func changedBlocks(
    since old: BlockTree, in blocks: Range<UInt64>, limit: Int
  ) async throws(StoreError) -> (blocks: [(index: UInt64, isCleared: Bool)], next: UInt64?) {
    try await withHead { head throws(StoreError) in
      let overlay = state.withLock { $0.buffer.overlay(in: blocks) }
      let found = try await reader.differences(between: head.tree, and: old, blocks: blocks, limit: limit)
      guard state.withLock({ $0.head == head }) else { throw Self.moved(name) }
      let known = blocks.lowerBound..<(found.count < limit ? blocks.upperBound : (found.last?.index ?? 0) + 1)
      var changed = Dictionary(found.map { ($0.index, $0.new.isNone) }, uniquingKeysWith: { $1 })
      for (index, holdsData) in overlay where known.contains(index) { changed[index] = !holdsData }
      return (
        changed.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
        known.upperBound < blocks.upperBound ? known.upperBound : nil
      )
    }
  }

  /// A flush came between the two looks: `withHead` looks again.
  private static func moved(_ location: String) -> StoreError {
    StoreError(.notFound, "the map was replaced meanwhile", location: location, isRetryable: true)
  }
}

extension BlockObjectReader {
  /// Makes ranges of blocks, as many as `limit`.
  ///
  /// - Parameter blocks: gives some blocks from the start of its range on, and where to go on.
  func collectRanges(
    in range: Range<Int64>, limit: Int,
    _ blocks: (Range<UInt64>, Int) async throws(StoreError) -> (indexes: [UInt64], next: UInt64?)
  ) async throws(StoreError) -> PageRangeList {
    let list = try await collectChanges(in: range, limit: limit) { part, most throws(StoreError) in
      let (indexes, next) = try await blocks(part, most)
      return (indexes.map { ($0, false) }, next)
    }
    return PageRangeList(ranges: list.changes.map(\.range), next: list.next)
  }

  func collectChanges(
    in range: Range<Int64>, limit: Int,
    _ blocks: (Range<UInt64>, Int) async throws(StoreError) -> (
      blocks: [(index: UInt64, isCleared: Bool)], next: UInt64?
    )
  ) async throws(StoreError) -> PageChangeList {
    var changes = PageChangeCollector(limit: limit)
    if range.isEmpty { return changes.list }
    let size = Int64(blockSize)
    let end = UInt64((range.upperBound - 1) / size) + 1
    var next: UInt64? = UInt64(range.lowerBound / size)
    while let start = next, start < end, !changes.isFull {
      let (found, following) = try await blocks(start..<end, BlockTree.fanOut)
      for (index, isCleared) in found {
        let first = Int64(index) * size
        let (last, isHuge) = first.addingReportingOverflow(size)
        changes.add((first..<(isHuge ? .max : last)).clamped(to: range), isCleared: isCleared)
      }
      next = following
    }
    return changes.list
  }
}
