import Providers
import Synchronization
import Testing

@testable import BlockVolume

/// A store whose flush is atomic is, at any moment, at exactly one flush of the client.
@Suite struct CacheOnBlockObjectsTests {
  @Test func theStoreIsAtOneFlushPointAndNothingIsLost() async throws {
    for seed in UInt64(1)...60 {
      var random = CacheRandom(seed: seed)
      let size = 128 << 10
      let objects = BlockObjects(MemoryStore(), settings: Self.settings)
      _ = try await objects.create("disk", size: Int64(size))
      let world = CrashWorld(disk: [], file: Array(repeating: 0, count: 1 << 20), seed: seed)
      var model = CacheModel(Array(repeating: 0, count: size))
      for round in 0..<4 {
        let lower = PageStoreDevice(try await objects.open("disk"), name: "disk", size: Int64(size))
        let opening = try CacheOpening(lower, Self.cache, volumeID: "disk", clock: CacheClock().clock)
        let block =
          try round == 0
          ? opening.format(world.file, generation: 0) : opening.superblock(of: world.file, size: 1 << 20)
        let device = try opening.device(world.file, block)
        let found = try await CacheCrashTests.contents(of: device)
        try #require(found == model.bytes, "seed \(seed), round \(round): something that was written is missing")
        for _ in 0..<2 + random.below(8) {
          for _ in 0..<random.below(8) { try await model.step(on: device, &random) }
          try await model.flush(device)
        }
        for _ in 0..<random.below(300) { await Task.yield() }
        await device.abandon()
        let pages = try await objects.open("disk", .reading)
        let stored = try await pages.read(0..<Int64(size))
        try #require(model.flushed.contains(stored), "seed \(seed), round \(round): the store is between two flushes")
      }
    }
  }

  private static var settings: BlockObjects.Settings {
    var settings = BlockObjects.Settings()
    settings.blockSize = 4096
    settings.bufferedBlocks = 4
    return settings
  }

  /// Half of it is more than there ever is between two flushes.
  private static var cache: CacheSettings {
    var settings = CacheSettings(
      place: .file("cache"), size: 1 << 20, mode: .writeBack(maxDirty: 256 << 10, maxDirtyAge: .seconds(3600)))
    settings.slot = 4096
    return settings
  }
}
