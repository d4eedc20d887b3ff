/// Which slot of the volume is where in the cache, who is loading or writing what, and what reads as zeros.
///
/// Decides and does no I/O. Three rules keep what is old out of it:
/// - a load counts only while it is the one that is noted for its slot, and a write that begins or ends there removes
///   the note;
/// - writes that overlap and are under way at the same moment leave nothing of their slots, for nobody knows which of
///   them the device below did last;
/// - whoever has read a place looks again whether it is still the same `generation` of it.
struct SlotTable {
  struct Place: Hashable {
    var number: Int
    var generation: UInt64
  }

  private struct Entry {
    var slot: Int64?
    var generation: UInt64 = 0
    var isUsed = false
  }

  private struct Write {
    var number: UInt64
    var range: Range<Int64>
    var isDisputed: Bool
  }

  /// Pieces of knowledge about holes; with more it is forgotten.
  private static let mostHoles = 65_536

  let slotSize: Int64
  private var entries: [Entry]
  private var places: [Int64: Int] = [:]
  private var free: [Int]
  private var hand = 0
  private var loads: [Int64: SlotLoad] = [:]
  private var writes: [Write] = []
  private var lastWrite: UInt64 = 0
  private var holes = IntervalMap()
  /// Regions whose holes were asked for, or are being.
  private var surveyed: Set<Int64> = []
  /// What was written since a question that is under way was asked.
  private var surveys: [Int64: [Range<Int64>]] = [:]

  init(slotSize: Int64, places: Int) {
    self.slotSize = slotSize
    entries = Array(repeating: Entry(), count: places)
    free = Array((0..<places).reversed())
  }

  func slots(of range: Range<Int64>) -> Range<Int64> {
    range.lowerBound / slotSize..<(range.upperBound + slotSize - 1) / slotSize
  }

  func range(of slot: Int64) -> Range<Int64> { slot * slotSize..<(slot + 1) * slotSize }

  // MARK: Reading

  mutating func place(of slot: Int64) -> Place? {
    guard let number = places[slot] else { return nil }
    entries[number].isUsed = true
    return Place(number: number, generation: entries[number].generation)
  }

  func has(_ slot: Int64) -> Bool { places[slot] != nil }

  func isCurrent(_ place: Place) -> Bool { entries[place.number].generation == place.generation }

  func isHole(_ range: Range<Int64>) -> Bool { !holes.isEmpty && holes.covers(range) }

  // MARK: Loading

  var isLoading: Bool { !loads.isEmpty }

  func load(of slot: Int64) -> SlotLoad? { loads[slot] }

  func isCounted(_ load: SlotLoad, for slot: Int64) -> Bool { loads[slot] === load }

  mutating func begin(_ load: SlotLoad) {
    for slot in load.slots { loads[slot] = load }
  }

  /// A place for what `load` brought of `slot`, which nobody finds before `fill`; `nil` where it counts no more.
  mutating func placeToFill(_ slot: Int64, from load: SlotLoad) -> Int? {
    guard isCounted(load, for: slot), places[slot] == nil else { return nil }
    return takePlace()
  }

  mutating func fill(_ number: Int, with slot: Int64, from load: SlotLoad) {
    if isCounted(load, for: slot), places[slot] == nil {
      put(slot, in: number)
    } else {
      free.append(number)
    }
  }

  mutating func giveBack(_ number: Int) { free.append(number) }

  mutating func noteZeros(_ range: Range<Int64>, from load: SlotLoad, slot: Int64) {
    if isCounted(load, for: slot) { addHole(range) }
  }

  mutating func end(_ load: SlotLoad) {
    for slot in load.slots where loads[slot] === load { loads[slot] = nil }
  }

  // MARK: Writing

  mutating func beginWrite(_ range: Range<Int64>) -> UInt64 {
    var isDisputed = false
    for index in writes.indices where writes[index].range.overlaps(range) {
      writes[index].isDisputed = true
      isDisputed = true
    }
    lastWrite += 1
    writes.append(Write(number: lastWrite, range: range, isDisputed: isDisputed))
    forget(range)
    return lastWrite
  }

  /// Whether what was written may go into the cache: `succeeded`, and nobody else wrote there meanwhile.
  ///
  /// Where it may not, the slots are dropped.
  mutating func endWrite(_ number: UInt64, _ range: Range<Int64>, succeeded: Bool) -> Bool {
    let index = writes.firstIndex { $0.number == number }
    let isDisputed = index.map { writes.remove(at: $0).isDisputed } ?? true
    forget(range)
    if succeeded, !isDisputed { return true }
    drop(slots(of: range))
    return false
  }

  /// The slots of `range` that a write to it concerns: those that are kept, and those that it covers if it brings bytes.
  func keptSlots(of range: Range<Int64>, orWhole bringsBytes: Bool) -> [Int64] {
    let slots = slots(of: range)
    if bringsBytes || slots.count <= places.count { return Array(slots) }
    return places.keys.filter(slots.contains)
  }

  /// The place of a slot that is about to be changed there; who reads it meanwhile reads it again.
  mutating func placeToPatch(_ slot: Int64) -> Int? {
    guard let number = places[slot] else { return nil }
    entries[number].generation += 1
    return number
  }

  /// A place for a slot that is written as a whole.
  mutating func placeToReplace(_ slot: Int64) -> Int? {
    if let number = placeToPatch(slot) { return number }
    guard let number = takePlace() else { return nil }
    put(slot, in: number)
    return number
  }

  mutating func addHole(_ range: Range<Int64>) {
    if holes.count > Self.mostHoles { forgetHoles() }
    holes.insert(IntervalMap.Piece(range: range, source: .zeros(.released), sequence: 0))
  }

  mutating func drop(_ slots: Range<Int64>) {
    if slots.count <= places.count {
      for slot in slots { drop(slot) }
    } else {
      for slot in places.keys.filter(slots.contains) { drop(slot) }
    }
  }

  /// Drops everything from `offset` on: what the volume's end has moved over.
  mutating func dropAll(from offset: Int64) {
    for slot in places.keys.filter({ range(of: $0).upperBound > offset }) { drop(slot) }
    for slot in loads.keys.filter({ range(of: $0).upperBound > offset }) { loads[slot] = nil }
    holes.remove(offset / slotSize * slotSize..<Int64.max)
    // Questions that are under way count for what is before.
    for region in surveys.keys { surveys[region]?.append(offset / slotSize * slotSize..<Int64.max) }
    surveyed = Set(surveys.keys)
  }

  // MARK: Holes

  /// Whether to ask the device below what is a hole in `region`, a number of the caller's; true once.
  mutating func beginSurvey(_ region: Int64) -> Bool {
    guard surveyed.insert(region).inserted else { return false }
    surveys[region] = []
    return true
  }

  mutating func endSurvey(_ region: Int64, holes found: [Range<Int64>]) {
    guard let written = surveys.removeValue(forKey: region) else { return }
    for range in found { addHole(range) }
    for range in written { holes.remove(range) }
  }

  mutating func failSurvey(_ region: Int64) {
    surveys[region] = nil
    surveyed.remove(region)
  }

  private mutating func forgetHoles() {
    holes = IntervalMap()
    // Those that are under way go on; the others may be asked for again.
    surveyed = Set(surveys.keys)
  }

  /// What was known of `range` before a write to it.
  private mutating func forget(_ range: Range<Int64>) {
    if !holes.isEmpty { holes.remove(range) }
    for region in surveys.keys { surveys[region]?.append(range) }
    guard !loads.isEmpty else { return }
    let slots = slots(of: range)
    if slots.count <= loads.count {
      for slot in slots { loads[slot] = nil }
    } else {
      for slot in loads.keys.filter(slots.contains) { loads[slot] = nil }
    }
  }

  // MARK: Places

  private mutating func put(_ slot: Int64, in number: Int) {
    places[slot] = number
    entries[number].slot = slot
    entries[number].generation += 1
    // The hand has just been here: what is not read until it comes again was read once, and is no loss.
    entries[number].isUsed = false
  }

  private mutating func drop(_ slot: Int64) {
    guard let number = places.removeValue(forKey: slot) else { return }
    entries[number].slot = nil
    entries[number].generation += 1
    free.append(number)
  }

  /// A free place, or that of a slot that was not read since the hand came by.
  private mutating func takePlace() -> Int? {
    if let number = free.popLast() { return number }
    // Places that are being filled hold no slot: with all of them in that state there is none.
    for _ in 0..<entries.count * 2 {
      hand = (hand + 1) % entries.count
      guard let slot = entries[hand].slot else { continue }
      if entries[hand].isUsed {
        entries[hand].isUsed = false
        continue
      }
      drop(slot)
      return free.popLast()
    }
    return nil
  }
}
