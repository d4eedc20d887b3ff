import Providers
import Synchronization

/// Keeps what was read of a device, in slots of one size, and writes through.
///
/// What it has is always what the device below has. Slots are loaded as a whole, several of them in one request where
/// they are missing side by side; what reads as zeros is kept as knowledge and takes no place.
final class SlotCache: Sendable {
  let lower: any BlockDevice
  let storage: any CacheStorage
  let counters: CacheCounting
  let table: Mutex<SlotTable>
  let slotSize: Int64
  /// Where the places begin in `storage`.
  let origin: Int64
  /// Bytes of one request below at most.
  let largest: Int64
  private let hasPlaces: Bool
  private let readers: Mutex<SequentialReaders>
  private let ahead = Atomic<Int64>(0)
  private let aheadLimit: Int64

  /// - Parameters:
  ///   - size: bytes from `origin` on.
  init(
    _ lower: any BlockDevice, storage: any CacheStorage, origin: Int64, size: Int64, settings: CacheSettings,
    counters: CacheCounting
  ) {
    self.lower = lower
    self.storage = storage
    self.origin = origin
    self.counters = counters
    slotSize = Int64(settings.slot)
    let count = max(0, size / slotSize)
    hasPlaces = count > 0
    table = Mutex(SlotTable(slotSize: slotSize, places: Int(count)))
    largest = max(slotSize, min(Int64(lower.geometry.largest), 4 << 20) / slotSize * slotSize)
    aheadLimit = min(settings.readAhead, count * slotSize / 4)
    readers = Mutex(SequentialReaders(limit: aheadLimit))
  }

  func position(_ place: Int, _ offset: Int64) -> Int64 { origin + Int64(place) * slotSize + offset % slotSize }

  /// The parts of `range` in one slot each.
  func parts(_ range: Range<Int64>) -> some Sequence<Range<Int64>> {
    let size = slotSize
    return sequence(state: range.lowerBound) { (start: inout Int64) -> Range<Int64>? in
      guard start < range.upperBound else { return nil }
      let part = start..<min(range.upperBound, (start / size + 1) * size)
      start = part.upperBound
      return part
    }
  }

  // MARK: Reading

  func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    guard hasPlaces else {
      counters.add(misses: 1)
      return try await lower.read(into: slice, at: offset)
    }
    let missed = try await storage.blocking { () throws(BlockError) in try self.readKept(into: slice, at: offset) }
    note(offset..<offset + Int64(slice.count), isHit: missed.isEmpty)
    for range in missed { try await load(range, into: slice, at: offset) }
  }

  /// `read`, as far as nothing has to be loaded; false where something has to be. Blocks.
  func readNow(into slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool {
    guard hasPlaces, try readKept(into: slice, at: offset).isEmpty else { return false }
    note(offset..<offset + Int64(slice.count), isHit: true)
    return true
  }

  /// Fills what the cache has, and returns the rest. Blocks.
  private func readKept(into slice: IOSlice, at offset: Int64) throws(BlockError) -> [Range<Int64>] {
    var missed: [Range<Int64>] = []
    for part in parts(offset..<offset + Int64(slice.count)) {
      let target = slice[Int(part.lowerBound - offset)..<Int(part.upperBound - offset)]
      if try readPart(part, into: target) { continue }
      if let last = missed.last, last.upperBound == part.lowerBound {
        missed[missed.count - 1] = last.lowerBound..<part.upperBound
      } else {
        missed.append(part)
      }
    }
    return missed
  }

  func readPart(_ part: Range<Int64>, into target: IOSlice) throws(BlockError) -> Bool {
    let slot = part.lowerBound / slotSize
    while true {
      let (place, isHole) = table.withLock { table in
        let place = table.place(of: slot)
        return (place, place == nil && table.isHole(part))
      }
      if isHole {
        target.fillWithZeros()
        return true
      }
      guard let place else { return false }
      try storage.read(into: target, at: position(place.number, part.lowerBound))
      // Meanwhile the place may have been changed, or given to another slot.
      if table.withLock({ $0.isCurrent(place) }) { return true }
    }
  }

  // MARK: Read-ahead

  private func note(_ range: Range<Int64>, isHit: Bool) {
    counters.add(hits: isHit ? 1 : 0, misses: isHit ? 0 : 1)
    guard aheadLimit > 0, let wanted = readers.withLock({ $0.note(range) }) else { return }
    let size = lower.size
    let range = min(wanted.lowerBound, size)..<min(wanted.upperBound, size)
    // Pieces of a quarter of a window, so that the first of them are there before the last.
    let piece = max(slotSize, min(largest, Int64(range.count) / 4 / slotSize * slotSize))
    for load in beginLoads(of: range, longest: piece, isAhead: true) {
      let count = Int64(load.range.count)
      counters.add(readAhead: count)
      Task {
        await self.run(load)
        self.ahead.subtract(count, ordering: .relaxed)
      }
    }
  }

  /// Whether so much more may be read ahead now.
  func reserveAhead(_ count: Int64) -> Bool {
    if ahead.add(count, ordering: .relaxed).newValue <= aheadLimit * 2 { return true }
    ahead.subtract(count, ordering: .relaxed)
    return false
  }
}
