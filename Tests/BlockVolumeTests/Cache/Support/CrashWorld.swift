import Synchronization

@testable import BlockVolume

/// A disk below and a cache file in memory, which lose together what was not durable when the power goes.
///
/// Everything of both happens under one lock, so that a crash is one moment of both.
final class CrashWorld: Sendable {
  enum Crash: Sendable, Hashable, CaseIterable {
    /// The process ends: the kernel keeps what was written.
    case kill
    /// Of each sector that was written and not made durable, the old or the new bytes stay.
    case power
  }

  struct Bytes: Sendable {
    var now: [UInt8]
    var durable: [UInt8]
    var changed: Set<Int> = []

    init(_ bytes: [UInt8]) { (now, durable) = (bytes, bytes) }

    mutating func write(_ bytes: [UInt8], at offset: Int) {
      now.replaceSubrange(offset..<offset + bytes.count, with: bytes)
      for sector in offset / 512...(offset + max(1, bytes.count) - 1) / 512 { changed.insert(sector) }
    }

    mutating func synchronize() {
      for sector in changed {
        let range = sector * 512..<min((sector + 1) * 512, now.count)
        durable.replaceSubrange(range, with: now[range])
      }
      changed = []
    }

    func after(_ crash: Crash, _ random: inout CacheRandom) -> [UInt8] {
      guard crash == .power else { return now }
      var left = durable
      // Often nothing of it, often all, and often some.
      let percent = [0, 10, 50, 90, 100][random.below(5)]
      for sector in changed.sorted() where random.chance(percent) {
        let range = sector * 512..<min((sector + 1) * 512, now.count)
        left.replaceSubrange(range, with: now[range])
      }
      return left
    }
  }

  struct State: Sendable {
    var disk: Bytes
    var file: Bytes
    var random: CacheRandom
    /// Percent of requests to the disk that fail.
    var failing = 0
    var remembersFlushes = false
    /// What the disk was at each of its flushes.
    var flushed: [[UInt8]] = []
    var requests = 0
    var isFenced = false
    var isFull = false
  }

  let state: Mutex<State>

  init(disk: [UInt8], file: [UInt8], seed: UInt64) {
    state = Mutex(State(disk: Bytes(disk), file: Bytes(file), random: CacheRandom(seed: seed)))
  }

  /// A world that goes on from what a crash leaves of this one.
  func crashed(_ crash: Crash, seed: UInt64) -> CrashWorld {
    state.withLock { state in
      CrashWorld(
        disk: state.disk.after(crash, &state.random), file: state.file.after(crash, &state.random), seed: seed)
    }
  }

  var disk: WorldDisk { WorldDisk(self) }
  var file: WorldFile { WorldFile(self) }
}

final class WorldFile: CacheStorage {
  let name = "world"
  let isVolatile: Bool
  private let world: CrashWorld

  init(_ world: CrashWorld, isVolatile: Bool = false) {
    self.world = world
    self.isVolatile = isVolatile
  }

  func read(into slice: IOSlice, at position: Int64) throws(BlockError) {
    let bytes = world.state.withLock { state -> ArraySlice<UInt8>? in
      let end = Int(position) + slice.count
      return end <= state.file.now.count ? state.file.now[Int(position)..<end] : nil
    }
    guard let bytes else { throw BlockError(.corrupted, "too short", location: name) }
    slice.copy(from: bytes)
  }

  func write(_ slice: IOSlice, at position: Int64) throws(BlockError) {
    let bytes = slice.array
    let isFull = world.state.withLock { state in
      if !state.isFull { state.file.write(bytes, at: Int(position)) }
      return state.isFull
    }
    if isFull { throw BlockError(.noSpace, "the disk is full", location: name) }
  }

  func release() {}

  func synchronize() throws(BlockError) { world.state.withLock { $0.file.synchronize() } }
}

final class WorldDisk: BlockDevice {
  let name = "disk"
  let geometry = BlockGeometry(largest: 64 << 10)
  let isReadOnly = false
  var size: Int64 { world.state.withLock { Int64($0.disk.now.count) } }
  private let world: CrashWorld

  init(_ world: CrashWorld) { self.world = world }

  func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    _ = try checked(slice.count, at: offset)
    slice.copy(from: try request { $0.disk.now[Int(offset)..<Int(offset) + slice.count] })
  }

  func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    _ = try checked(slice.count, at: offset)
    let bytes = slice.array
    // As two halves, since a crash may come between.
    await Task.yield()
    try request { $0.disk.write(bytes, at: Int(offset)) }
    if durability == .durable { try await flush() }
  }

  func zero(
    _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) async throws(BlockError) {
    try checked(range)
    try request { $0.disk.write(Array(repeating: 0, count: range.count), at: Int(range.lowerBound)) }
    if durability == .durable { try await flush() }
  }

  func flush() async throws(BlockError) {
    await Task.yield()
    try request { state in
      state.disk.synchronize()
      if state.remembersFlushes { state.flushed.append(state.disk.now) }
    }
  }

  func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    [BlockExtent(range, .data)]
  }

  func close() async throws(BlockError) { try await flush() }

  /// A failing one has taken effect half of the time.
  @discardableResult
  private func request<T: Sendable>(_ body: (inout CrashWorld.State) -> T) throws(BlockError) -> T {
    try world.state.withLock { state throws(BlockError) -> T in
      state.requests += 1
      if state.isFenced { throw BlockError(.fenced, "another has it", location: "disk") }
      let fails = state.random.chance(state.failing)
      if fails, state.random.chance(50) { throw BlockError(.unavailable, "lost request", location: "disk") }
      let result = body(&state)
      if fails { throw BlockError(.unavailable, "lost reply", location: "disk") }
      return result
    }
  }
}
