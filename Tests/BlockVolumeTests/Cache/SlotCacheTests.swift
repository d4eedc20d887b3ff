import Synchronization
import Testing

@testable import BlockVolume

@Suite(.timeLimit(.minutes(10))) struct SlotCacheTests {
  private static let bytes = (0..<4 << 20).map { UInt8(truncatingIfNeeded: $0 >> 12 | 1) }

  private func cache(
    _ disk: RoundsDisk, size: Int64 = 8 << 20, readAhead: Int64 = 0, slot: Int = 64 << 10
  ) throws -> SlotCache {
    var settings = CacheSettings(place: .memory, size: size)
    settings.readAhead = readAhead
    settings.slot = slot
    let storage = try CacheFile.memory(size: size, volume: "disk")
    return SlotCache(disk, storage: storage, origin: 0, size: size, settings: settings, counters: CacheCounting())
  }

  private func read(_ cache: SlotCache, _ count: Int, at offset: Int64) async throws -> [UInt8] {
    let slice = IOBuffer(capacity: count).whole
    try await cache.read(into: slice, at: offset)
    return slice.array
  }

  /// What was read last is kept a moment after it was handed out.
  private func settle(_ cache: SlotCache) async {
    while cache.table.withLock({ $0.isLoading }) { await Task.yield() }
  }

  @Test func manyReadersOfAMissingSlotMakeOneRequest() async throws {
    let disk = RoundsDisk(Self.bytes, isInstant: false)
    let cache = try cache(disk)
    let rounds = try await disk.rounds {
      try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for number in 0..<32 { group.addTask { try await self.read(cache, 512, at: Int64(number * 1024)) } }
        for try await bytes in group { #expect(bytes.allSatisfy { $0 != 0 }) }
      }
    }
    #expect(rounds == 1)
    #expect(disk.state.withLock { $0.reads } == [0..<64 << 10])
  }

  @Test func missingSlotsSideBySideAreOneRequestAndKeptOnesNone() async throws {
    let disk = RoundsDisk(Self.bytes)
    let cache = try cache(disk)
    #expect(try await read(cache, 300 << 10, at: 4096) == Array(Self.bytes[4096..<4096 + 300 << 10]))
    #expect(disk.state.withLock { $0.reads } == [0..<320 << 10])
    _ = try await read(cache, 1 << 20, at: 0)
    #expect(disk.state.withLock { $0.reads.last } == 320 << 10..<1 << 20)
    await settle(cache)
    let slice = IOBuffer(capacity: 1 << 20).whole
    #expect(try cache.readNow(into: slice, at: 0))
    #expect(slice.array == Array(Self.bytes[0..<1 << 20]))
    #expect(try cache.readNow(into: slice, at: 512) == false)
  }

  @Test func moreThanItsSizeDropsWhatWasNotReadForLong() async throws {
    let disk = RoundsDisk(Self.bytes)
    let cache = try cache(disk, size: 512 << 10)
    let hot = IOBuffer(capacity: 4096).whole
    _ = try await read(cache, 4096, at: 0)
    for slot in 1..<64 {
      #expect(try await read(cache, 4096, at: Int64(slot) << 16) == Array(Self.bytes[slot << 16..<slot << 16 + 4096]))
      await settle(cache)
      #expect(try cache.readNow(into: hot, at: 0), "slot 0 was dropped at \(slot), though it is read all the time")
    }
    #expect(disk.state.withLock { $0.reads.count } == 64)
  }

  @Test func readsOfHolesCostNoRequest() async throws {
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    bytes.replaceSubrange(0..<4096, with: repeatElement(5, count: 4096))
    let disk = RoundsDisk(bytes, data: [0..<4096])
    let cache = try cache(disk)
    _ = try await read(cache, 4096, at: 0)
    while !cache.table.withLock({ $0.isHole(4096..<4 << 20) }) { await Task.yield() }
    #expect(try await read(cache, (4 << 20) - 4096, at: 4096).allSatisfy { $0 == 0 })
    #expect(disk.state.withLock { ($0.reads.count) } == 1)
    #expect(disk.state.withLock { ($0.surveys) } == 1)
    // What is written into one is none any more.
    try await cache.write(IOBuffer(Array(repeating: 9, count: 512)).whole, at: 1 << 20, .ordinary)
    #expect(
      try await read(cache, 1024, at: 1 << 20) == Array(repeating: 9, count: 512) + Array(repeating: 0, count: 512))
  }

  @Test func whatWasZeroedIsReadWithoutARequest() async throws {
    let disk = RoundsDisk(Self.bytes)
    let cache = try cache(disk)
    _ = try await read(cache, 128 << 10, at: 0)
    await settle(cache)
    try await cache.zero(4096..<1 << 20, .released, .ordinary)
    let slice = IOBuffer(capacity: 1 << 20).whole
    #expect(try cache.readNow(into: slice, at: 0))
    #expect(slice.array == disk.state.withLock { Array($0.bytes[0..<1 << 20]) })
  }

  @Test func whatWasWrittenWhileItWasBeingReadIsNotOldAfterwards() async throws {
    let disk = RoundsDisk(Self.bytes, isInstant: false)
    let cache = try cache(disk)
    let new = IOBuffer(Array(repeating: 9, count: 4096)).whole
    async let old = read(cache, 4096, at: 0)
    while disk.state.withLock({ $0.waiting.isEmpty }) { await Task.yield() }
    async let written: Void = cache.write(new, at: 0, .ordinary)
    while disk.state.withLock({ $0.waiting.count < 2 }) { await Task.yield() }
    disk.state.withLock { $0.isInstant = true }
    disk.endRound()
    _ = try await (old, written)
    #expect(try await read(cache, 4096, at: 0) == new.array)
  }

  @Test func aFailedWriteLeavesNothingOfItsPlace() async throws {
    let world = CrashWorld(disk: Array(repeating: 1, count: 64 << 10), file: [], seed: 3)
    let storage = try CacheFile.memory(size: 1 << 20, volume: "disk")
    let settings = CacheSettings(place: .memory, size: 1 << 20)
    let cache = SlotCache(
      world.disk, storage: storage, origin: 0, size: 1 << 20, settings: settings, counters: CacheCounting())
    for value in UInt8(2)..<60 {
      _ = try await read(cache, 4096, at: 0)
      world.state.withLock { $0.failing = 100 }
      await #expect(throws: BlockError.self) {
        try await cache.write(IOBuffer(Array(repeating: value, count: 4096)).whole, at: 0, .ordinary)
      }
      world.state.withLock { $0.failing = 0 }
      #expect(try await read(cache, 4096, at: 0) == world.state.withLock { Array($0.disk.now[0..<4096]) })
    }
  }

  @Test func sequentialReadersAreReadAheadOfAndOthersAreNot() async throws {
    let disk = RoundsDisk(Self.bytes, isInstant: false)
    let (with, without) = (try cache(disk, size: 64 << 20, readAhead: 2 << 20), try cache(disk))
    let slow = try await disk.rounds { try await self.readAll(without) }
    let fast = try await disk.rounds { try await self.readAll(with) }
    #expect(slow == 64)
    #expect(fast * 5 <= slow, "\(fast) instead of \(slow) rounds")

    let random = try cache(disk, size: 64 << 20, readAhead: 2 << 20)
    _ = try await disk.rounds {
      var numbers = CacheRandom(seed: 1)
      for _ in 0..<64 { _ = try await self.read(random, 4096, at: Int64(numbers.below(1024)) << 12) }
    }
    #expect(random.counters.value.readAhead == 0)
  }

  private func readAll(_ cache: SlotCache) async throws {
    for offset in stride(from: 0, to: Self.bytes.count, by: 16 << 10) {
      let bytes = try await read(cache, 16 << 10, at: Int64(offset))
      try #require(bytes == Array(Self.bytes[offset..<offset + 16 << 10]))
    }
  }
}
