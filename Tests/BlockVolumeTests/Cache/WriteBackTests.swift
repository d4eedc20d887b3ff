import Dispatch
import Providers
import ProvidersTesting
import Synchronization
import Testing

@testable import BlockVolume

@Suite(.timeLimit(.minutes(10))) struct WriteBackTests {
  private func device(
    _ disk: any BlockDevice, _ storage: any CacheStorage, size: Int64 = 1 << 20, maxDirty: Int64 = 512 << 10,
    attempts: Int = 3, clock: CacheClock = CacheClock()
  ) throws -> CachedDevice {
    var settings = CacheSettings(
      place: .file("cache"), size: size, mode: .writeBack(maxDirty: maxDirty, maxDirtyAge: .seconds(3600)))
    settings.attempts = attempts
    let opening = try CacheOpening(disk, settings, volumeID: "volume", clock: clock.clock)
    return try opening.device(storage, try opening.format(storage, generation: 0))
  }

  private func world(size: Int = 256 << 10) -> CrashWorld {
    CrashWorld(disk: Array(repeating: 0, count: size), file: Array(repeating: 0, count: 1 << 20), seed: 1)
  }

  private func slice(_ value: UInt8, _ count: Int = 4096) -> IOSlice {
    IOBuffer(Array(repeating: value, count: count)).whole
  }

  private func error(_ body: () async throws(BlockError) -> Void) async -> BlockError? {
    do throws(BlockError) {
      try await body()
      return nil
    } catch {
      return error
    }
  }

  @Test func neighboursGoBelowAsOneRequestAndOnlyTheNewestOfEach() async throws {
    let disk = RoundsDisk(Array(repeating: 0, count: 1 << 20))
    let device = try device(disk, try CacheFile.memory(size: 1 << 20, volume: "disk"))
    for round in UInt8(1)...3 {
      for block in 0..<16 { #expect(try device.writeNow(slice(round), at: Int64(block * 4096))) }
    }
    #expect(disk.state.withLock { $0.writes.isEmpty })
    try await device.flush()
    #expect(disk.state.withLock { $0.writes } == [0..<64 << 10])
    #expect(disk.state.withLock { ($0.flushes) } == 1)
    #expect(disk.state.withLock { $0.bytes[0..<64 << 10].allSatisfy { $0 == 3 } })
    #expect(device.counters.destaged == 64 << 10 && device.counters.dirty == 0)
    try await device.close()
  }

  @Test func epochsGoBelowInTheirOrder() async throws {
    for seed in UInt64(1)...40 {
      let world = world(size: 128 << 10)
      world.state.withLock { state in
        state.remembersFlushes = true
        state.failing = 10
      }
      let device = try device(world.disk, world.file, attempts: 1000)
      var (model, random) = (CacheModel(Array(repeating: 0, count: 128 << 10)), CacheRandom(seed: seed))
      for _ in 0..<60 { try await model.step(on: device, &random) }
      try await device.drain()
      let points = world.state.withLock { $0.flushed }
      var next = model.flushed[...]
      for point in points {
        let index = next.firstIndex(of: point) ?? (point == model.bytes ? next.endIndex : nil)
        try #require(index != nil, "seed \(seed): the disk was flushed between two flushes of the client, or went back")
        next = next[(index ?? 0)...]
      }
      await device.abandon()
    }
  }

  @Test func writersWaitAtMaxDirtyAndAreToldWhenNothingMoves() async throws {
    let world = world()
    let device = try device(world.disk, world.file, maxDirty: 64 << 10)
    world.state.withLock { $0.failing = 100 }
    var error: BlockError?
    for number in 0..<64 where error == nil {
      error = await self.error { () async throws(BlockError) in
        try await device.write(self.slice(1), at: Int64(number * 4096), .ordinary)
      }
      #expect(device.counters.dirty <= 64 << 10)
    }
    #expect(error?.code == .unavailable && error?.message.contains("waits in the cache") == true)
    #expect(device.counters.failure != nil && device.counters.retries > 0 && device.counters.stalls > 0)
    world.state.withLock { $0.failing = 0 }
    for number in 0..<64 {
      func write() async throws(BlockError) {
        try await device.write(slice(2), at: Int64(number * 4096), .ordinary)
      }
      while await self.error(write)?.code == .unavailable { await Task.yield() }
    }
    try await device.close()
    #expect(world.state.withLock { $0.disk.durable.allSatisfy { $0 == 2 } })
  }

  @Test func nothingIsSentBeforeItIsOldAndThenItIs() async throws {
    let (world, clock) = (world(), CacheClock())
    let device = try device(world.disk, world.file, clock: clock)
    try await device.write(slice(1), at: 0, .durable)
    try await device.flush()
    clock.advance(by: .seconds(3599))
    for _ in 0..<1000 { await Task.yield() }
    #expect(world.state.withLock { $0.requests } == 0)
    #expect(device.counters.oldestDirty == .seconds(3599))
    while device.counters.dirty > 0 {
      clock.advance(by: .seconds(1))
      await Task.yield()
    }
    #expect(world.state.withLock { $0.disk.durable[0] } == 1)
    await device.abandon()
  }

  @Test func inMemoryAFlushedWriteIsBelow() async throws {
    let world = world()
    let device = try device(world.disk, try CacheFile.memory(size: 1 << 20, volume: "disk"))
    try await device.write(slice(1), at: 0, .ordinary)
    try await device.flush()
    #expect(world.state.withLock { $0.disk.durable[0] } == 1)
    try await device.write(slice(2), at: 0, .durable)
    #expect(world.state.withLock { $0.disk.durable[0] } == 2)
    try await device.zero(0..<4096, .released, .durable)
    #expect(world.state.withLock { $0.disk.durable[0] } == 0)
    try await device.close()
  }

  @Test func aFullDiskUnderTheCacheIsSaidAndLosesNothing() async throws {
    let world = world()
    let device = try device(world.disk, world.file)
    try await device.write(slice(1), at: 0, .durable)
    world.state.withLock { $0.isFull = true }
    await #expect { try await device.write(slice(2), at: 4096, .ordinary) } throws: {
      ($0 as? BlockError)?.code == .noSpace
    }
    let found = IOBuffer(capacity: 8192).whole
    try await device.read(into: found, at: 0)
    #expect(found.array == slice(1).array + slice(0).array)
    await device.abandon()
  }

  @Test func extentsAreWhatIsBelowWithWhatWaitsOverIt() async throws {
    let disk = RoundsDisk(Array(repeating: 0, count: 1 << 20), data: [0..<64 << 10])
    let device = try device(disk, try CacheFile.memory(size: 1 << 20, volume: "disk"))
    #expect(try device.writeNow(slice(1), at: 128 << 10))
    try await device.zero(0..<32 << 10, .released, .ordinary)
    try await device.zero(32 << 10..<48 << 10, .kept, .ordinary)
    let expected = [
      BlockExtent(0..<32 << 10, .hole), BlockExtent(32 << 10..<48 << 10, .zeroes),
      BlockExtent(48 << 10..<64 << 10, .data), BlockExtent(64 << 10..<128 << 10, .hole),
      BlockExtent(128 << 10..<132 << 10, .data), BlockExtent(132 << 10..<1 << 20, .hole),
    ]
    #expect(try await device.extents(of: 0..<1 << 20, limit: 100) == expected)
    for limit in 1...6 {
      var (found, next) = ([BlockExtent](), Int64(0))
      while next < 1 << 20 {
        let some = try await device.extents(of: next..<1 << 20, limit: limit)
        try #require(!some.isEmpty && some.count <= limit)
        found += some
        next = some.last?.range.upperBound ?? .max
      }
      #expect(found == expected, "limit \(limit)")
    }
    try await device.close()
  }

  @Test func flushesOfManyAtATimeShareOneSynchronization() async throws {
    let world = world()
    let file = GatedFile(world.file)
    let device = try device(world.disk, file)
    file.gate()
    try await withThrowingTaskGroup(of: Void.self) { group in
      #expect(try device.writeNow(slice(1), at: 0))
      group.addTask { try await device.flush() }
      while file.waiting == 0 { await Task.yield() }
      for number in 1..<20 {
        #expect(try device.writeNow(slice(1), at: Int64(number * 4096)))
        group.addTask { try await device.flush() }
      }
      for _ in 0..<2000 { await Task.yield() }
      file.open()
      try await group.waitForAll()
    }
    // Those who came too late for the second go with a third.
    #expect(file.count <= 3)
    await device.abandon()
  }

  /// A file that can be made to wait with being synchronized.
  private final class GatedFile: CacheStorage {
    private struct State: Sendable {
      var count = 0
      var waiting = 0
      var isGated = false
    }

    private let file: WorldFile
    private let state = Mutex(State())
    private let semaphore = DispatchSemaphore(value: 0)
    let name = "gated"
    let isVolatile = false
    /// Synchronizations since the gate was closed.
    var count: Int { state.withLock { $0.count } }
    var waiting: Int { state.withLock { $0.waiting } }

    init(_ file: WorldFile) { self.file = file }

    func gate() { state.withLock { $0 = State(isGated: true) } }

    func open() {
      let waiting = state.withLock { state in
        state.isGated = false
        return state.waiting
      }
      for _ in 0..<waiting { semaphore.signal() }
    }

    func read(into slice: IOSlice, at position: Int64) throws(BlockError) { try file.read(into: slice, at: position) }
    func write(_ slice: IOSlice, at position: Int64) throws(BlockError) { try file.write(slice, at: position) }
    func release() {}

    func synchronize() throws(BlockError) {
      let isGated = state.withLock { state in
        state.count += 1
        if state.isGated { state.waiting += 1 }
        return state.isGated
      }
      if isGated { semaphore.wait() }
      try file.synchronize()
    }
  }
}
