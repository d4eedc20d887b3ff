import Synchronization
import Testing

@testable import BlockVolume

/// What is there after a crash is one of the states since the last flush.
@Suite struct CacheCrashTests {
  private static let size = 128 << 10
  private static let fileSize: Int64 = 256 << 10

  @Test(arguments: CrashWorld.Crash.allCases, [0, 15])
  func everythingFlushedIsThereAndTheRestIsAPrefix(_ crash: CrashWorld.Crash, _ failing: Int) async throws {
    for seed in UInt64(1)...100 {
      try await run(seed: seed, crash, failing: failing)
    }
  }

  private func run(seed: UInt64, _ crash: CrashWorld.Crash, failing: Int) async throws {
    var random = CacheRandom(seed: seed)
    var model = CacheModel(Array(repeating: 0, count: Self.size))
    var world = CrashWorld(
      disk: model.bytes, file: Array(repeating: 0, count: Int(Self.fileSize)), seed: seed)
    _ = try Self.opening(world).format(world.file, generation: 0)
    for round in 0..<4 {
      world.state.withLock { $0.failing = failing }
      let device = try Self.open(world)
      let found = try await Self.contents(of: device)
      let isExpected = crash == .kill && round > 0 ? found == model.bytes : model.resume(with: found)
      try #require(isExpected, "seed \(seed), round \(round): the volume is in none of the states since the flush")
      for _ in 0..<random.below(60) { try await model.step(on: device, &random) }
      let next = world.crashed(crash, seed: random.next())
      await device.abandon()
      world = next
    }
  }

  static func opening(_ world: CrashWorld, _ clock: CacheClock = CacheClock()) throws(BlockError) -> CacheOpening {
    var settings = CacheSettings(
      place: .file("world"), size: fileSize, mode: .writeBack(maxDirty: 96 << 10, maxDirtyAge: .seconds(3600)))
    settings.slot = 4096
    settings.attempts = 1000
    return try CacheOpening(world.disk, settings, volumeID: "volume", clock: clock.clock)
  }

  static func open(_ world: CrashWorld) throws(BlockError) -> CachedDevice {
    let opening = try opening(world)
    let block = try opening.superblock(of: world.file, size: Int64(world.state.withLock { $0.file.now.count }))
    return try opening.device(world.file, block)
  }

  static func contents(of device: CachedDevice) async throws(BlockError) -> [UInt8] {
    let slice = IOBuffer(capacity: Int(device.size)).whole
    try await device.readSurely(into: slice, at: 0)
    return slice.array
  }
}
