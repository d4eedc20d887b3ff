import Synchronization

/// A snapshot of a volume of block objects, for reading.
final class BlockObjectSnapshot: PageReader {
  private let snapshot: BlockSnapshot
  private let volume: BlockObjectPages
  private let blocks = Mutex(RecentValues<UInt64, [UInt8]>(limit: 8))

  init(_ snapshot: BlockSnapshot, of volume: BlockObjectPages) {
    self.snapshot = snapshot
    self.volume = volume
  }

  var name: String { "\(volume.name)@\(snapshot.id)" }
  var capabilities: PageCapabilities { volume.capabilities }
  var geometry: PageGeometry { volume.geometry }
  private var size: Int64 { Int64(snapshot.size) }

  func properties() async throws(StoreError) -> PageProperties {
    PageProperties(size: size, modified: snapshot.time)
  }

  func read(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    try check(range)
    let assembly = PageAssembly(range)
    let blockSize = volume.blockSize
    try await BoundedTasks.forEach(PagePieces.of(range, size: blockSize), limit: volume.settings.parallel) {
      piece throws(StoreError) in
      let index = UInt64(piece.lowerBound / blockSize)
      guard let block = try await self.block(index) else { return }
      let start = Int64(index) * blockSize
      assembly.put(
        block[Int(piece.lowerBound - start)..<Int(piece.upperBound - start)], at: piece.lowerBound)
    }
    return assembly.take()
  }

  func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    try check(range)
    let reader = volume.reader
    return try await reader.collectRanges(in: range, limit: limit) { blocks, most throws(StoreError) in
      let found = try await reader.references(in: self.snapshot.tree, blocks: blocks, limit: most)
      return (found.map(\.index), found.count < most ? nil : found.last.map { $0.index + 1 })
    }
  }

  func changedRanges(
    since snapshot: String, in range: Range<Int64>, limit: Int
  ) async throws(StoreError) -> PageChangeList {
    try check(range)
    let old = try await volume.catalogued(snapshot).tree
    let reader = volume.reader
    return try await reader.collectChanges(in: range, limit: limit) { blocks, most throws(StoreError) in
      let found = try await reader.differences(between: self.snapshot.tree, and: old, blocks: blocks, limit: most)
      return (
        found.map { ($0.index, $0.new.isNone) }, found.count < most ? nil : found.last.map { $0.index + 1 }
      )
    }
  }

  private func block(_ index: UInt64) async throws(StoreError) -> [UInt8]? {
    if let block = blocks.withLock({ $0[index] }) { return block }
    let reference = try await volume.reader.reference(index, in: snapshot.tree)
    if reference.isNone { return nil }
    let block = try await volume.reader.block(reference, index: index)
    blocks.withLock { $0[index] = block }
    return block
  }

  private func check(_ range: Range<Int64>) throws(StoreError) {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    try geometry.check(range, size: size, location: name)
  }
}
