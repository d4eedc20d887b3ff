import ProvidersTesting
import Synchronization
import Testing

@testable import BlockVolume

@Suite struct CachedDeviceTests {
  enum Mode: Sendable, Hashable, CaseIterable {
    case throughMemory, throughFile, backMemory, backFile

    func settings(in folder: TemporaryFolder) -> CacheSettings {
      let isFile = self == .throughFile || self == .backFile
      let isBack = self == .backMemory || self == .backFile
      var settings = CacheSettings(
        place: isFile ? .file(folder.path + "/cache") : .memory, size: 256 << 10,
        mode: isBack ? .writeBack(maxDirty: 128 << 10, maxDirtyAge: .seconds(3600)) : .writeThrough)
      settings.slot = 4096
      settings.attempts = 1000
      return settings
    }
  }

  @Test(arguments: Mode.allCases)
  func sixteenWritersSeeTheirOwnWritesAndSoDoesTheDiskAfterwards(_ mode: Mode) async throws {
    let folder = try TemporaryFolder()
    for seed in UInt64(1)...3 {
      let world = CrashWorld(disk: Array(repeating: 0, count: 512 << 10), file: [], seed: seed)
      world.state.withLock { $0.failing = 5 }
      let device = try await CachedDevice.open(
        world.disk, mode.settings(in: folder), volumeID: "volume", clock: CacheClock().clock)
      try await Self.write(device, writers: 16, steps: 120, seed: seed)
      let seen = try await CacheCrashTests.contents(of: device)
      world.state.withLock { $0.failing = 0 }
      try await device.close()
      let isSame = world.state.withLock { $0.disk.durable } == seen
      try #require(isSame, "seed \(seed): cache and disk differ")
    }
  }

  /// Each in a part of its own, so that each knows what it has to read.
  private static func write(_ device: CachedDevice, writers: Int, steps: Int, seed: UInt64) async throws {
    let share = Int(device.size) / writers
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<writers {
        group.addTask {
          var random = CacheRandom(seed: seed << 8 | UInt64(number))
          var bytes = Array(repeating: UInt8(0), count: share)
          for step in 0..<steps {
            let first = random.below(share / 512)
            let range = first * 512..<min(share, (first + 1 + random.below(80)) * 512)
            let offset = Int64(number * share + range.lowerBound)
            switch random.below(10) {
            case 0..<5:
              let new = [UInt8](repeating: UInt8(random.below(256)), count: range.count)
              try await surely { () async throws(BlockError) in
                try await device.write(IOBuffer(new).whole, at: offset, step % 7 == 0 ? .durable : .ordinary)
              }
              bytes.replaceSubrange(range, with: new)
            case 5:
              try await surely { () async throws(BlockError) in
                try await device.zero(offset..<offset + Int64(range.count), .released, .ordinary)
              }
              bytes.replaceSubrange(range, with: repeatElement(0, count: range.count))
            case 6 where number % 4 == 0:
              try await surely { () async throws(BlockError) in try await device.flush() }
            default:
              let slice = IOBuffer(capacity: range.count).whole
              let isDone = try random.chance(50) && device.readNow(into: slice, at: offset)
              if !isDone { try await device.readSurely(into: slice, at: offset) }
              try #require(slice.array == Array(bytes[range]), "seed \(seed), writer \(number), step \(step)")
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// A disk that fails now and then fails those who write through as well.
  private static func surely(_ body: () async throws(BlockError) -> Void) async throws {
    while true {
      do throws(BlockError) {
        return try await body()
      } catch  where error.code == .unavailable {}
    }
  }

  @Test(arguments: [Mode.throughMemory, .throughFile])
  func writersOfTheSamePlaceLeaveInTheCacheWhatIsBelow(_ mode: Mode) async throws {
    let folder = try TemporaryFolder()
    let world = CrashWorld(disk: Array(repeating: 0, count: 64 << 10), file: [], seed: 1)
    let device = try await CachedDevice.open(world.disk, mode.settings(in: folder), volumeID: "volume")
    for round in 0..<30 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            var random = CacheRandom(seed: UInt64(round * 8 + writer))
            let slice = IOBuffer([UInt8](repeating: UInt8(random.below(256)), count: 2048)).whole
            let offset = Int64(random.below(16) * 512)
            try await device.read(into: IOBuffer(capacity: 512).whole, at: offset)
            try await device.write(slice, at: offset, .ordinary)
            try await device.read(into: IOBuffer(capacity: 512).whole, at: offset)
          }
        }
        try await group.waitForAll()
      }
      let seen = try await CacheCrashTests.contents(of: device)
      let isSame = world.state.withLock { $0.disk.now } == seen
      try #require(isSame, "round \(round)")
    }
    try await device.close()
  }

  @Test(arguments: Mode.allCases)
  func whatIsNoWholeBlockInsideIsRefused(_ mode: Mode) async throws {
    let folder = try TemporaryFolder()
    let world = CrashWorld(disk: Array(repeating: 0, count: 64 << 10), file: [], seed: 1)
    let device = try await CachedDevice.open(world.disk, mode.settings(in: folder), volumeID: "volume")
    for (count, offset) in [(512, 64 << 10), (511, 0), (512, 1), (1024, (64 << 10) - 512)] {
      let slice = IOBuffer(capacity: count).whole
      await #expect(throws: BlockError.self) { try await device.read(into: slice, at: Int64(offset)) }
      await #expect(throws: BlockError.self) { try await device.write(slice, at: Int64(offset), .ordinary) }
      #expect(throws: BlockError.self) { try device.readNow(into: slice, at: Int64(offset)) }
      #expect(throws: BlockError.self) { try device.writeNow(slice, at: Int64(offset)) }
    }
    try await device.close()
  }

  @Test(arguments: Mode.allCases)
  func followsAVolumeThatGrowsAndShrinks(_ mode: Mode) async throws {
    let folder = try TemporaryFolder()
    let (small, large) = (60 << 10, 90 << 10)
    let world = CrashWorld(disk: Array(repeating: 7, count: small), file: [], seed: 1)
    let device = try await CachedDevice.open(world.disk, mode.settings(in: folder), volumeID: "volume")
    _ = try await CacheCrashTests.contents(of: device)
    world.state.withLock { $0.disk = CrashWorld.Bytes($0.disk.now + Array(repeating: 0, count: large - small)) }
    try await device.resize(to: Int64(large))
    let grown = try await CacheCrashTests.contents(of: device)
    #expect(grown == Array(repeating: 7, count: small) + Array(repeating: 0, count: large - small))
    try await device.write(IOBuffer(Array(repeating: 9, count: 1024)).whole, at: Int64(large - 1024), .ordinary)
    try await device.resize(to: Int64(small))
    world.state.withLock { $0.disk = CrashWorld.Bytes(Array($0.disk.now[..<small])) }
    #expect(try await CacheCrashTests.contents(of: device) == Array(repeating: 7, count: small))
    try await device.close()
  }
}
