import Providers
import Synchronization

/// A ring of records in a cache file: writes that are not below yet, in order.
///
/// A record is written under the appender's lock and noted under the state's, so that the order of records is the order
/// in which readers see them. `docs/volume-cache.md` has the format and what a crash leaves.
final class Journal: Sendable {
  private struct Appender: Sendable {
    var sequence: UInt64
    var head: Int64
    var epoch: UInt64
    var isEpochEmpty: Bool
    var incarnation: UInt32
  }

  /// Room that only marks may use.
  private static let reserve: Int64 = 4096

  let storage: any CacheStorage
  let ring: Int64
  /// Bytes of one write's record at most.
  let longest: Int
  let state: Mutex<JournalState>
  private let appender: Mutex<Appender>
  private let superblock: Mutex<JournalSuperblock>
  private let clock: StoreClock
  private let identity: UInt64
  /// Records that may wait: each takes memory, however small it is.
  private let mostRecords: Int

  /// Reads what is in the file, writes nothing.
  init(
    _ storage: any CacheStorage, _ block: JournalSuperblock, volume: String, clock: StoreClock
  ) throws(BlockError) {
    self.storage = storage
    self.clock = clock
    identity = block.journal
    ring = block.ring
    longest = Int(min(1 << 20, ring / 8 / 4096 * 4096))
    mostRecords = Int(max(64, ring / 4096))
    var replayed = JournalState(tail: block.tail, sequence: block.sequence, epoch: block.epoch)
    let end = try JournalReader(storage: storage, volume: volume).records(block) { record, payload in
      replayed.note(
        record, payload: payload, end: payload + record.payload, now: clock.now())
    }
    let isEpochEmpty = replayed.epochs.last.map { $0.records == 0 } ?? true
    appender = Mutex(
      Appender(
        sequence: end.sequence, head: end.position, epoch: end.epoch, isEpochEmpty: isEpochEmpty,
        incarnation: block.incarnation))
    state = Mutex(replayed)
    superblock = Mutex(block)
  }

  var isEmpty: Bool { state.withLock { $0.dirty == 0 } }
  /// Whether everything is durable, and no epoch has to end for it.
  var isSettled: Bool { state.withLock { $0.failure == nil && $0.durable == $0.sequence && $0.isLastEpochEmpty } }

  /// Makes what was read durable, and begins a new incarnation: what a torn end has left behind counts no more. Blocks.
  func resume(volumeSize: Int64) throws(BlockError) {
    try storage.synchronize()
    let sequence = state.withLock { $0.sequence }
    let next = sequence + 1
    let incarnation = superblock.withLock { $0.incarnation } + 1
    try writeMark(sequence)
    // Both copies: either alone says the same.
    for _ in JournalLayout.superblocks {
      try changeSuperblock { block in
        block.incarnation = incarnation
        block.resumed = next
        block.isClean = false
        block.isFenced = false
        block.volumeSize = volumeSize
      }
    }
    appender.withLock { $0.incarnation = incarnation }
    state.withLock { $0.durable = sequence }
  }

  // MARK: Appending

  /// Notes a write and returns its sequence; `nil` where there is no room now. Blocks.
  func append(_ slice: IOSlice, at offset: Int64) throws(BlockError) -> UInt64? {
    let checksum = CRC32C.of(slice)
    return try append(.write, offset..<offset + Int64(slice.count), payload: slice, checksum)
  }

  /// Notes zeros. Blocks.
  func append(zeros range: Range<Int64>, _ space: ZeroedSpace) throws(BlockError) -> UInt64? {
    try append(space == .released ? .release : .zero, range, payload: nil, 0)
  }

  /// Ends the open epoch, if it has any record, and returns the last sequence and the last epoch that is closed. Blocks.
  func closeEpoch() throws(BlockError) -> (sequence: UInt64, epoch: UInt64) {
    try appender.withLock { appender throws(BlockError) in
      try checkUsable()
      if !appender.isEpochEmpty { try write(.mark, 0..<0, payload: nil, 0, &appender) }
      return (appender.sequence - 1, appender.epoch - 1)
    }
  }

  private func append(
    _ kind: JournalRecord.Kind, _ range: Range<Int64>, payload: IOSlice?, _ checksum: UInt32
  ) throws(BlockError) -> UInt64? {
    let size = Int64(JournalRecord.size + (payload?.count ?? 0))
    return try appender.withLock { appender throws(BlockError) -> UInt64? in
      try checkUsable()
      let room = ring - appender.head % ring
      let skipped = size > room ? room : 0
      let isRoom = state.withLock { state in
        state.dirty + skipped + size + Self.reserve <= ring && state.records < mostRecords
      }
      guard isRoom else { return nil }
      if skipped > 0 { try write(.skip, 0..<0, payload: nil, 0, &appender) }
      try write(kind, range, payload: payload, checksum, &appender)
      return appender.sequence - 1
    }
  }

  private func write(
    _ kind: JournalRecord.Kind, _ range: Range<Int64>, payload: IOSlice?, _ checksum: UInt32,
    _ appender: inout Appender
  ) throws(BlockError) {
    let place = appender.head % ring
    let count = kind == .skip ? ring - place - Int64(JournalRecord.size) : Int64(payload?.count ?? 0)
    let record = JournalRecord(
      kind: kind, sequence: appender.sequence, epoch: appender.epoch, range: range, journal: identity,
      incarnation: appender.incarnation, checksum: checksum, payload: count)
    let position = JournalLayout.ring + place
    if let payload { try storage.write(payload, at: position + Int64(JournalRecord.size)) }
    try storage.write(IOBuffer(record.encode()).whole, at: position)
    let start = appender.head + Int64(JournalRecord.size)
    appender.head = start + count
    appender.sequence += 1
    if kind == .mark { appender.epoch += 1 }
    appender.isEpochEmpty = kind == .mark
    let (end, now) = (appender.head, clock.now())
    state.withLock { $0.note(record, payload: start, end: end, now: now) }
  }

  private func checkUsable() throws(BlockError) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  // MARK: Reading

  /// Fills what of `slice` is in the journal, and returns the rest. Blocks.
  func read(into slice: IOSlice, at offset: Int64) throws(BlockError) -> [Range<Int64>] {
    let range = offset..<offset + Int64(slice.count)
    while true {
      let pieces = state.withLock { $0.map[range] }
      if pieces.isEmpty { return [range] }
      for piece in pieces { try read(piece, into: slice.part(piece.range, from: offset)) }
      // What was read may have gone below meanwhile, and its place to a newer record.
      let tail = state.withLock { $0.tail }
      let isValid = pieces.allSatisfy { piece in
        if case .bytes(let position) = piece.source { position >= tail } else { true }
      }
      if isValid { return Self.gaps(in: range, between: pieces) }
    }
  }

  /// The caller keeps the piece from being retired. Blocks.
  func read(_ piece: IntervalMap.Piece, into target: IOSlice) throws(BlockError) {
    switch piece.source {
    case .zeros: target.fillWithZeros()
    case .bytes(let position): try storage.read(into: target, at: JournalLayout.ring + position % ring)
    }
  }

  private static func gaps(in range: Range<Int64>, between pieces: [IntervalMap.Piece]) -> [Range<Int64>] {
    var gaps: [Range<Int64>] = []
    var next = range.lowerBound
    for piece in pieces {
      if next < piece.range.lowerBound { gaps.append(next..<piece.range.lowerBound) }
      next = piece.range.upperBound
    }
    if next < range.upperBound { gaps.append(next..<range.upperBound) }
    return gaps
  }

  // MARK: The file's start

  /// Changes the superblock and makes it durable. Blocks.
  func changeSuperblock(_ change: (inout JournalSuperblock) -> Void) throws(BlockError) {
    try superblock.withLock { block throws(BlockError) in
      var changed = block
      change(&changed)
      changed.generation += 1
      let position = JournalLayout.superblocks[Int(changed.generation % UInt64(JournalLayout.superblocks.count))]
      try storage.write(IOBuffer(changed.encode()).whole, at: position)
      try storage.synchronize()
      block = changed
    }
  }

  /// Blocks.
  func writeMark(_ sequence: UInt64) throws(BlockError) {
    let mark = DurableMark(journal: identity, sequence: sequence)
    try storage.write(IOBuffer(mark.encode()).whole, at: JournalLayout.mark)
  }
}
