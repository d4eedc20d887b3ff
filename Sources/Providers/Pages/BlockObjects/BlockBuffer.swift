/// The blocks of a writer that are in memory, and where those are that no map knows yet: a value that decides, while
/// others move bytes.
///
/// A block is changed here first. It is stored some time later as a new object, even while it is changed again; its
/// version tells which of two objects is the newer. A flush takes everything that has changed at one moment.
struct BlockBuffer: Sendable {
  /// One block.
  private struct Entry {
    /// `nil` for zeros.
    var bytes: [UInt8]?
    /// Goes up with each change.
    var version: UInt64
    var isDirty: Bool
    /// Objects of it that are on their way.
    var stores = 0
    /// The newest version whose object has arrived.
    var stored: UInt64 = 0
    var use: UInt64
  }

  /// What is known of a block without asking a map.
  enum Knowledge: Sendable {
    case bytes([UInt8]?)
    case reference(BlockReference)
    case nothing
  }

  /// A version of a block that is to be stored.
  struct Capture: Sendable {
    var index: UInt64
    /// `nil` for zeros.
    var bytes: [UInt8]?
    var version: UInt64
  }

  private var entries: [UInt64: Entry] = [:]
  /// Stored since the last flush began.
  private(set) var pending: [UInt64: BlockReference] = [:]
  /// What the flush that is under way will put into the map.
  private(set) var flushing: [UInt64: BlockReference] = [:]
  private var clock: UInt64 = 0
  private(set) var dirtyCount = 0

  mutating func knowledge(of index: UInt64) -> Knowledge {
    clock += 1
    if let entry = entries[index] {
      entries[index]?.use = clock
      return .bytes(entry.bytes)
    }
    return (pending[index] ?? flushing[index]).map { .reference($0) } ?? .nothing
  }

  /// Keeps what was read of a block that has not been changed meanwhile.
  mutating func keep(_ index: UInt64, _ bytes: [UInt8], limit: Int) {
    clock += 1
    guard entries[index] == nil else { return }
    entries[index] = Entry(bytes: bytes, version: 0, isDirty: false, use: clock)
    trim(to: limit)
  }

  /// Changes a part of a block that is here; false where it is not.
  mutating func modify(_ index: UInt64, _ range: Range<Int>, _ bytes: ArraySlice<UInt8>, blockSize: Int) -> Bool {
    guard let isZero = entries[index].map({ $0.bytes == nil }) else { return false }
    if isZero { entries[index]?.bytes = [UInt8](repeating: 0, count: blockSize) }
    entries[index]?.bytes?.replaceSubrange(range, with: bytes)
    touch(index)
    return true
  }

  /// Changes a whole block; `nil` for zeros.
  mutating func replace(_ index: UInt64, _ bytes: [UInt8]?) {
    if entries[index] == nil {
      entries[index] = Entry(bytes: bytes, version: 0, isDirty: false, use: 0)
    } else {
      entries[index]?.bytes = bytes
    }
    touch(index)
  }

  private mutating func touch(_ index: UInt64) {
    clock += 1
    if entries[index]?.isDirty == false { dirtyCount += 1 }
    entries[index]?.isDirty = true
    entries[index]?.version = clock
    entries[index]?.use = clock
  }

  /// Begins to store the block that was not used for the longest time, while more than `limit` are dirty.
  mutating func captureOldest(beyond limit: Int) -> Capture? {
    guard dirtyCount > limit,
      let index = entries.filter({ $0.value.isDirty }).min(by: { $0.value.use < $1.value.use })?.key
    else { return nil }
    return capture(index)
  }

  private mutating func capture(_ index: UInt64) -> Capture? {
    guard let entry = entries[index] else { return nil }
    if entry.isDirty { dirtyCount -= 1 }
    entries[index]?.isDirty = false
    entries[index]?.stores += 1
    return Capture(index: index, bytes: entry.bytes, version: entry.version)
  }

  /// The cut of a flush: every block whose newest version is not stored, and all references since the last.
  mutating func cut() -> [Capture] {
    flushing = pending
    pending = [:]
    return entries.filter { $0.value.isDirty || $0.value.stores > 0 }.keys.compactMap { capture($0) }
  }

  /// A version has arrived as an object, or, with `nil`, has not. Returns what has become useless.
  mutating func arrived(
    _ capture: Capture, as reference: BlockReference?, forFlush isForFlush: Bool, limit: Int
  ) -> [BlockReference] {
    let index = capture.index
    entries[index]?.stores -= 1
    guard let reference else {
      if let entry = entries[index], entry.stored < capture.version, !entry.isDirty {
        entries[index]?.isDirty = true
        dirtyCount += 1
      }
      return []
    }
    defer { trim(to: limit) }
    var useless: [BlockReference] = []
    let isNewest = capture.version > entries[index]?.stored ?? 0
    if isNewest { entries[index]?.stored = capture.version }
    if isForFlush {
      // The flush needs it, even where a newer one is stored already.
      useless += flushing.updateValue(reference, forKey: index).map { [$0] } ?? []
      if isNewest { useless += pending.removeValue(forKey: index).map { [$0] } ?? [] }
    } else if isNewest {
      useless += pending.updateValue(reference, forKey: index).map { [$0] } ?? []
    } else {
      useless.append(reference)
    }
    return useless.filter { !$0.isNone }
  }

  /// The map has what was flushing.
  mutating func flushed() { flushing = [:] }

  /// The map does not have it: the next flush takes it too.
  mutating func flushFailed() {
    pending.merge(flushing) { newer, _ in newer }
    flushing = [:]
  }

  /// Blocks in `blocks` that are not as the map has them, ascending, and whether they hold data.
  func overlay(in blocks: Range<UInt64>) -> [(index: UInt64, holdsData: Bool)] {
    var found: [UInt64: Bool] = [:]
    for (index, reference) in flushing where blocks.contains(index) { found[index] = !reference.isNone }
    for (index, reference) in pending where blocks.contains(index) { found[index] = !reference.isNone }
    for (index, entry) in entries where blocks.contains(index) && (entry.isDirty || entry.stores > 0) {
      found[index] = entry.bytes != nil
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Whether an object of this block may be on its way, or waits for a flush.
  func isInUse(_ index: UInt64) -> Bool {
    pending[index] != nil || flushing[index] != nil || entries[index].map { $0.stores > 0 } ?? false
  }

  /// Forgets everything that was read.
  mutating func forgetClean() { entries = entries.filter { $0.value.isDirty || $0.value.stores > 0 } }

  /// Lets go of what can be read again, a quarter more than has to.
  private mutating func trim(to limit: Int) {
    guard entries.count > limit else { return }
    let clean = entries.filter { !$0.value.isDirty && $0.value.stores == 0 }.map { ($0.value.use, $0.key) }
    let count = entries.count - limit + limit / 4
    for (_, index) in clean.sorted(by: { $0.0 < $1.0 }).prefix(count) { entries[index] = nil }
  }
}
