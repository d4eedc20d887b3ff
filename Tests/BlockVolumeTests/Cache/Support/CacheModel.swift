import Testing

@testable import BlockVolume

/// One client's operations on a device, and what the volume was after each of them.
struct CacheModel: Sendable {
  /// The last one is now.
  private(set) var states: [[UInt8]]
  /// Of the states: what a crash may not fall behind.
  private(set) var durable = 0
  /// Those that were flushed.
  private(set) var flushed: [[UInt8]]
  var bytes: [UInt8] { states[states.count - 1] }

  init(_ bytes: [UInt8]) {
    states = [bytes]
    flushed = [bytes]
  }

  /// Any write, zeroing, flush, or a read that is compared.
  mutating func step(on device: CachedDevice, _ random: inout CacheRandom) async throws {
    let sectors = bytes.count / 512
    let first = random.below(sectors)
    // Never more than one record of the journal, so that each operation is there as a whole after a crash, or not.
    let count = 1 + random.below(min(24, sectors - first))
    let range = Int64(first * 512)..<Int64((first + count) * 512)
    switch random.below(100) {
    case 0..<50: try await write(range, on: device, &random)
    case 50..<62: try await zero(range, on: device, &random)
    case 62..<75: try await flush(device, now: random.chance(50))
    case 75..<78:
      try await device.drain()
      noteFlush()
    default: try await compare(range, on: device, now: random.chance(50))
    }
  }

  private mutating func write(
    _ range: Range<Int64>, on device: CachedDevice, _ random: inout CacheRandom
  ) async throws {
    let bytes = (0..<range.count / 512).flatMap { _ in Array(repeating: UInt8(random.below(256)), count: 512) }
    let slice = IOBuffer(bytes).whole
    let isDurable = random.chance(15)
    let isDone = try !isDurable && random.chance(50) && device.writeNow(slice, at: range.lowerBound)
    if !isDone { try await device.write(slice, at: range.lowerBound, isDurable ? .durable : .ordinary) }
    note(range, bytes, isDurable)
  }

  private mutating func zero(
    _ range: Range<Int64>, on device: CachedDevice, _ random: inout CacheRandom
  ) async throws {
    let isDurable = random.chance(15)
    try await device.zero(range, random.chance(50) ? .released : .kept, isDurable ? .durable : .ordinary)
    note(range, Array(repeating: 0, count: range.count), isDurable)
  }

  private mutating func note(_ range: Range<Int64>, _ bytes: [UInt8], _ isDurable: Bool) {
    var next = self.bytes
    next.replaceSubrange(Int(range.lowerBound)..<Int(range.upperBound), with: bytes)
    states.append(next)
    if isDurable { durable = states.count - 1 }
  }

  mutating func flush(_ device: CachedDevice, now: Bool = false) async throws {
    let isDone = try now && device.flushNow()
    if !isDone { try await device.flush() }
    noteFlush()
  }

  private mutating func noteFlush() {
    durable = states.count - 1
    flushed.append(bytes)
  }

  func compare(_ range: Range<Int64>, on device: CachedDevice, now: Bool = false) async throws {
    let slice = IOBuffer(capacity: range.count).whole
    let isDone = try now && device.readNow(into: slice, at: range.lowerBound)
    if !isDone { try await device.readSurely(into: slice, at: range.lowerBound) }
    try #require(slice.array == Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]), "read at \(range)")
  }

  /// Which of the states `found` is, as far as a crash may leave it; the model goes on from there.
  mutating func resume(with found: [UInt8]) -> Bool {
    guard let index = states.indices[durable...].last(where: { states[$0] == found }) else { return false }
    states = Array(states[...index])
    return true
  }
}

extension BlockDevice {
  /// Repeats what a disk fails at now and then.
  func readSurely(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    for _ in 0..<1000 {
      do throws(BlockError) {
        return try await read(into: slice, at: offset)
      } catch  where error.code == .unavailable {}
    }
    try await read(into: slice, at: offset)
  }
}
