import Providers
import Synchronization

/// Takes writes into the journal, and has them sent below later.
final class WriteBack: Sendable {
  let journal: Journal
  let destager: Destager
  private let slots: SlotCache
  private let counters: CacheCounting
  private var storage: any CacheStorage { journal.storage }

  init(
    _ journal: Journal, _ slots: SlotCache, _ settings: CacheSettings, maxAge: Duration, fence: Fence,
    clock: StoreClock
  ) {
    self.journal = journal
    self.slots = slots
    counters = slots.counters
    destager = Destager(journal, slots, settings, maxAge: maxAge, fence: fence, clock: clock)
  }

  func start() {
    destager.start()
    if !journal.isEmpty { destager.noteRecord() }
  }

  // MARK: Reading

  func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    let rest = try await storage.blocking { () throws(BlockError) in try self.journal.read(into: slice, at: offset) }
    if rest.isEmpty { counters.add(hits: 1) }
    for range in rest { try await slots.read(into: slice.part(range, from: offset), at: range.lowerBound) }
  }

  /// Blocks.
  func readNow(into slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool {
    let rest = try journal.read(into: slice, at: offset)
    if rest.isEmpty { counters.add(hits: 1) }
    for range in rest {
      guard try slots.readNow(into: slice.part(range, from: offset), at: range.lowerBound) else { return false }
    }
    return true
  }

  func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    let pieces = journal.state.withLock { $0.map.pieces(in: range, limit: limit) }
    var list: [BlockExtent] = []
    var next = range.lowerBound
    // Behind the last piece that was asked for nothing is known.
    let end = pieces.count < limit ? range.upperBound : pieces.last?.range.upperBound ?? range.upperBound
    for piece in pieces {
      if try await !append(next..<piece.range.lowerBound, to: &list, limit: limit) { return Array(list.prefix(limit)) }
      Self.append(BlockExtent(piece.range, Self.kind(piece)), to: &list)
      next = piece.range.upperBound
      if list.count >= limit { return Array(list.prefix(limit)) }
    }
    _ = try await append(next..<end, to: &list, limit: limit)
    return Array(list.prefix(limit))
  }

  /// Adds what is below; false where the list ends before the range does.
  private func append(
    _ range: Range<Int64>, to list: inout [BlockExtent], limit: Int
  ) async throws(BlockError) -> Bool {
    if range.isEmpty { return true }
    for extent in try await slots.lower.extents(of: range, limit: limit) { Self.append(extent, to: &list) }
    return list.last?.range.upperBound == range.upperBound && list.count < limit
  }

  private static func append(_ extent: BlockExtent, to list: inout [BlockExtent]) {
    if let last = list.last, last.kind == extent.kind, last.range.upperBound == extent.range.lowerBound {
      list[list.count - 1].range = last.range.lowerBound..<extent.range.upperBound
    } else {
      list.append(extent)
    }
  }

  private static func kind(_ piece: IntervalMap.Piece) -> BlockExtent.Kind {
    switch piece.source {
    case .bytes: .data
    case .zeros(.released): .hole
    case .zeros(.kept): .zeroes
    }
  }

  // MARK: Writing

  func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    var last: UInt64 = 0
    var done = 0
    while done < slice.count {
      let part = slice[done..<min(slice.count, done + journal.longest)]
      let place = offset + Int64(done)
      last = try await append { () throws(BlockError) in try self.journal.append(part, at: place) }
      done += part.count
    }
    try await settle(last, durability)
  }

  /// Blocks. False where there is no room at the moment, or where one record is not enough.
  func writeNow(_ slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool {
    guard slice.count <= journal.longest, try journal.append(slice, at: offset) != nil else { return false }
    destager.noteRecord()
    return true
  }

  func zero(
    _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) async throws(BlockError) {
    let last = try await append { () throws(BlockError) in try self.journal.append(zeros: range, space) }
    try await settle(last, durability)
  }

  func flush() async throws(BlockError) {
    if !storage.isVolatile, journal.isSettled { return }
    let (sequence, epoch) = try await closeEpoch()
    try await storage.isVolatile ? destage(through: epoch) : journal.synchronize(upTo: sequence)
  }

  /// Blocks. False where others are being synchronized, or where only the device below is durable.
  func flushNow() throws(BlockError) -> Bool {
    if storage.isVolatile { return false }
    if journal.isSettled { return true }
    return try journal.synchronizeNow(upTo: try journal.closeEpoch().sequence)
  }

  /// Returns when everything that had returned before is below, and durable there.
  func drain() async throws(BlockError) { try await destage(through: try await closeEpoch().epoch) }

  private func closeEpoch() async throws(BlockError) -> (sequence: UInt64, epoch: UInt64) {
    try await storage.blocking { () throws(BlockError) in try self.journal.closeEpoch() }
  }

  private func settle(_ sequence: UInt64, _ durability: WriteDurability) async throws(BlockError) {
    guard durability == .durable else { return }
    // In memory nothing is durable before it is below.
    try await storage.isVolatile ? drain() : journal.synchronize(upTo: sequence)
  }

  private func destage(through epoch: UInt64) async throws(BlockError) {
    journal.state.withLock { $0.wanted = max($0.wanted, epoch) }
    destager.wake()
    try await journal.waitForEpoch(epoch)
  }

  private func append(
    _ body: @escaping @Sendable () throws(BlockError) -> UInt64?
  ) async throws(BlockError) -> UInt64 {
    while true {
      let tail = journal.state.withLock { $0.tail }
      if let sequence = try await storage.blocking(body) {
        destager.noteRecord()
        return sequence
      }
      counters.add(stalls: 1)
      journal.state.withLock { $0.isRoomWanted = true }
      destager.wake()
      try await journal.waitForRoom(since: tail)
    }
  }

  // MARK: The end

  /// Drains, stops, and marks the file clean. What cannot be sent stays in the file, for the next time it is opened.
  func close() async throws(BlockError) {
    do throws(BlockError) {
      try await drain()
    } catch {
      await destager.stop()
      guard error.code != .fenced, !storage.isVolatile else { throw error }
      let dirty = journal.state.withLock { $0.dirty }
      throw BlockError(
        error.code,
        "\(dirty) bytes stay in the cache file \(storage.name), and are sent when the volume is opened "
          + "again: \(error.message)", location: error.location, cause: error)
    }
    await destager.stop()
    if storage.isVolatile { return }
    try await storage.blocking { () throws(BlockError) in
      try self.journal.changeSuperblock { $0.isClean = true }
    }
  }
}
