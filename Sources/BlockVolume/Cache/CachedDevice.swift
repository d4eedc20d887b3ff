import Synchronization

/// A disk with a cache in front: in memory or in a local file, writing through or back.
///
/// Made by `open`, ended by `close`: one that is only dropped keeps its file locked. In write-back what `write` has
/// returned for is in the journal, and survives the end of the process; what `flush` has returned for, and every write
/// with `.durable`, survives a crash of the machine. In memory `flush` returns when the device below has everything.
/// See `docs/volume-cache.md`.
public final class CachedDevice: ImmediateBlockDevice {
  public var name: String { lower.name }
  public var geometry: BlockGeometry { lower.geometry }
  public var isReadOnly: Bool { lower.isReadOnly }
  /// Tells this cache from every other: that of a file stays as long as the file keeps its sizes.
  public let cacheID: String
  public var size: Int64 { bytes.load(ordering: .acquiring) }

  private let lower: any BlockDevice
  private let slots: SlotCache
  private let writeBack: WriteBack?
  private let fence: Fence
  private let bytes: Atomic<Int64>
  private let isClosed = Atomic<Bool>(false)

  init(_ lower: any BlockDevice, _ slots: SlotCache, _ writeBack: WriteBack?, _ fence: Fence, _ cacheID: String) {
    self.cacheID = cacheID
    self.lower = lower
    self.slots = slots
    self.writeBack = writeBack
    self.fence = fence
    bytes = Atomic(lower.size)
  }

  /// What it did, and holds now.
  public var counters: CacheCounters {
    var value = slots.counters.value
    guard let writeBack else { return value }
    let (dirty, failure) = writeBack.journal.state.withLock { ($0.dirty, $0.failure ?? $0.obstacle) }
    value.dirty = dirty
    value.failure = failure?.message
    value.oldestDirty = writeBack.destager.oldestAge() ?? .zero
    return value
  }

  // MARK: Reading

  public func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    if try checked(slice.count, at: offset).isEmpty { return }
    try await fence.guarding { () async throws(BlockError) in
      if let writeBack {
        try await writeBack.read(into: slice, at: offset)
      } else {
        try await slots.read(into: slice, at: offset)
      }
    }
  }

  public func readNow(into slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool {
    if try checked(slice.count, at: offset).isEmpty { return true }
    try fence.check()
    if let writeBack { return try writeBack.readNow(into: slice, at: offset) }
    return try slots.readNow(into: slice, at: offset)
  }

  public func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    if try checked(range).isEmpty { return [] }
    return try await fence.guarding { () async throws(BlockError) in
      if let writeBack { return try await writeBack.extents(of: range, limit: limit) }
      return try await lower.extents(of: range, limit: limit)
    }
  }

  // MARK: Writing

  public func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    try checkWritable()
    if try checked(slice.count, at: offset).isEmpty { return }
    try await fence.guarding { () async throws(BlockError) in
      if let writeBack {
        try await writeBack.write(slice, at: offset, durability)
      } else {
        try await slots.write(slice, at: offset, durability)
      }
    }
  }

  public func writeNow(_ slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool {
    try checkWritable()
    if try checked(slice.count, at: offset).isEmpty { return true }
    try fence.check()
    return try writeBack?.writeNow(slice, at: offset) ?? false
  }

  public func zero(
    _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) async throws(BlockError) {
    try checkWritable()
    if try checked(range).isEmpty { return }
    try await fence.guarding { () async throws(BlockError) in
      if let writeBack {
        try await writeBack.zero(range, space, durability)
      } else {
        try await slots.zero(range, space, durability)
      }
    }
  }

  public func flush() async throws(BlockError) {
    try await fence.guarding { () async throws(BlockError) in
      if let writeBack {
        try await writeBack.flush()
      } else {
        try await lower.flush()
      }
    }
  }

  public func flushNow() throws(BlockError) -> Bool {
    try fence.check()
    if let writeBack { return try writeBack.flushNow() }
    return try (lower as? any ImmediateBlockDevice)?.flushNow() ?? false
  }

  /// Returns when everything that had returned before the call is in the device below, and durable there.
  ///
  /// Throws after some attempts where the device below does not take it; it is tried further.
  public func drain() async throws(BlockError) {
    try await fence.guarding { () async throws(BlockError) in
      if let writeBack {
        try await writeBack.drain()
      } else {
        try await lower.flush()
      }
    }
  }

  /// Follows a change of the size: to be called after the device below has grown, and before it shrinks. Nobody may use
  /// what is cut off.
  public func resize(to size: Int64) async throws(BlockError) {
    try await fence.guarding { () async throws(BlockError) in
      let old = self.size
      if size < old {
        bytes.store(size, ordering: .releasing)
        if let writeBack { try await writeBack.drain() }
      }
      slots.table.withLock { $0.dropAll(from: min(old, size)) }
      if let journal = writeBack?.journal, !journal.storage.isVolatile {
        try await journal.storage.blocking { () throws(BlockError) in
          try journal.changeSuperblock { $0.volumeSize = size }
        }
      }
      bytes.store(size, ordering: .releasing)
    }
  }

  /// Drains, and closes the device below as well. In write-back on a file, what the device below does not take stays in
  /// the file, and the error says so.
  public func close() async throws(BlockError) {
    var failure: BlockError?
    if !isClosed.exchange(true, ordering: .acquiringAndReleasing) {
      do throws(BlockError) {
        try await writeBack?.close()
      } catch {
        failure = error
      }
      await slots.storage.blockingAnyway { self.slots.storage.release() }
    }
    do throws(BlockError) {
      try await lower.close()
    } catch {
      failure = failure ?? error
    }
    if let failure { throw failure }
  }

  /// Stops without a word, as a killed process does; for tests.
  func abandon() async {
    await stop()
    slots.storage.release()
  }

  /// Ends what goes on by itself; what waits in the file stays there.
  func stop() async { await writeBack?.destager.stop() }

  private func checkWritable() throws(BlockError) {
    if isReadOnly { throw BlockError(readOnly: name) }
  }
}
