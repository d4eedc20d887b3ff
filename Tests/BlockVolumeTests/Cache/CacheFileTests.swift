import Foundation
import ProvidersTesting
import Synchronization
import Testing

@testable import BlockVolume

/// What a cache file on a disk is good for, and what it is refused for.
@Suite struct CacheFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/cache" }

  init() throws { folder = try TemporaryFolder() }

  private func settings(size: Int64 = 512 << 10, maxDirty: Int64 = 128 << 10) -> CacheSettings {
    CacheSettings(
      place: .file(path), size: size, mode: .writeBack(maxDirty: maxDirty, maxDirtyAge: .seconds(3600)))
  }

  private func world(size: Int = 64 << 10) -> CrashWorld {
    CrashWorld(disk: Array(repeating: 0, count: size), file: [], seed: 1)
  }

  private func open(
    _ world: CrashWorld, _ settings: CacheSettings? = nil, volume: String = "volume"
  ) async throws(BlockError) -> CachedDevice {
    try await CachedDevice.open(
      world.disk, settings ?? self.settings(), volumeID: volume, clock: CacheClock().clock)
  }

  private let sevens = IOBuffer(Array(repeating: 7, count: 4096)).whole

  /// A file with 4096 sevens for the start of the volume in it, and nobody who uses it.
  private func leaveDirty(_ world: CrashWorld) async throws {
    let device = try await open(world)
    #expect(try device.writeNow(sevens, at: 0))
    await device.abandon()
  }

  private func refusal(
    _ world: CrashWorld, _ settings: CacheSettings? = nil, volume: String = "volume"
  ) async throws -> BlockError? {
    let before = FileManager.default.contents(atPath: path)
    do throws(BlockError) {
      try await open(world, settings, volume: volume).close()
      return nil
    } catch {
      #expect(error.message.contains(path), "\(error)")
      #expect(FileManager.default.contents(atPath: path) == before, "the file was changed")
      return error
    }
  }

  @Test func whatWasWrittenIsThereAfterTheProcessEndedAndGoesBelow() async throws {
    let world = world()
    try await leaveDirty(world)
    #expect(world.state.withLock { $0.disk.now[0] } == 0)
    let device = try await open(world)
    let slice = IOBuffer(capacity: 4096).whole
    #expect(try device.readNow(into: slice, at: 0))
    #expect(slice.array == sevens.array)
    #expect(device.counters.dirty == 4096 + 64)
    try await device.close()
    #expect(world.state.withLock { Array($0.disk.durable[0..<4096]) } == sevens.array)
    try await device.close()
  }

  @Test func anotherProcessIsKeptOut() async throws {
    let device = try await open(world())
    #expect(try await refusal(world())?.code == .unavailable)
    try await device.close()
    #expect(try await refusal(world()) == nil)
  }

  @Test func ofAnotherVolumeIsRefused() async throws {
    try await leaveDirty(world())
    // Equal as text, but other bytes.
    #expect(try await refusal(world(), volume: "volum\u{E9}")?.message.contains("belongs to the volume") == true)
  }

  @Test func forAVolumeThatShrankIsRefusedUnlessItIsClean() async throws {
    try await leaveDirty(world())
    #expect(try await refusal(world(size: 32 << 10))?.message.contains("65536 bytes then and has 32768 now") == true)
    try await open(world()).close()
    #expect(try await refusal(world(size: 32 << 10)) == nil)
  }

  @Test func ofALaterFormatIsRefused() async throws {
    try await open(world()).close()
    var fields = RecordFields([UInt8](try #require(FileManager.default.contents(atPath: path)).prefix(4096)))
    fields.set(UInt16(2), at: 8)
    fields.set(CRC32C.of(fields.bytes.prefix(4092)), at: 4092)
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.write(contentsOf: fields.bytes)
    try file.close()
    #expect(try await refusal(world())?.code == .unsupported)
  }

  @Test func thatIsSomethingElseIsRefused() async throws {
    try folder.write(Array(repeating: 65, count: 512 << 10), to: "cache")
    #expect(try await refusal(world())?.message.contains("is no cache of a volume") == true)
    try folder.write(Array("short".utf8), to: "cache")
    #expect(try await refusal(world())?.code == .corrupted)
  }

  @Test func thatWasCutIsRefused() async throws {
    try await leaveDirty(world())
    #expect(truncate(path, 200 << 10) == 0)
    #expect(try await refusal(world())?.code == .corrupted)
  }

  @Test(arguments: [(1 << 20, 128 << 10), (256 << 10, 64 << 10), (512 << 10, 256 << 10)] as [(Int64, Int64)])
  func ofOtherSizesIsSentBelowAndDividedAnew(size: Int64, maxDirty: Int64) async throws {
    let world = world()
    try await leaveDirty(world)
    let device = try await open(world, settings(size: size, maxDirty: maxDirty))
    #expect(world.state.withLock { Array($0.disk.durable[0..<4096]) } == sevens.array)
    try await device.write(sevens, at: 4096, .ordinary)
    try await device.close()
    #expect(world.state.withLock { Array($0.disk.durable[4096..<8192]) } == sevens.array)
    let status = try FileManager.default.attributesOfItem(atPath: path)
    #expect(status[.size] as? Int64 == size || status[.size] as? Int == Int(size))
  }

  @Test func ofWriteBackIsSentBelowBeforeItWritesThrough() async throws {
    let world = world()
    try await leaveDirty(world)
    let device = try await open(world, CacheSettings(place: .file(path), size: 512 << 10))
    #expect(world.state.withLock { Array($0.disk.durable[0..<4096]) } == sevens.array)
    try await device.close()
  }

  @Test func ofAFencedWriterIsNeverSent() async throws {
    let old = world()
    let device = try await open(old)
    #expect(try device.writeNow(sevens, at: 0))
    old.state.withLock { $0.isFenced = true }
    await #expect { try await device.drain() } throws: { ($0 as? BlockError)?.code == .fenced }
    #expect(throws: BlockError.self) { try device.writeNow(sevens, at: 0) }
    #expect(throws: BlockError.self) { try device.readNow(into: sevens, at: 0) }
    await #expect { try await device.close() } throws: { ($0 as? BlockError)?.code == .fenced }
    let successor = world()
    #expect(try await refusal(successor)?.message.contains("another has taken over") == true)
    #expect(successor.state.withLock { $0.requests } == 0)
  }

  @Test func isNotSentOnceAnotherHasWritten() async throws {
    let world = world()
    let device = try await open(world)
    #expect(try device.writeNow(sevens, at: 0))
    await device.abandon()
    let (own, other) = (device.cacheID, "0123456789abcdef")
    await #expect { try await reopened(lastWriter: other, world) } throws: {
      "\($0)".contains("another has taken over")
    }
    #expect(world.state.withLock { $0.requests } == 0)
    let again = try await reopened(lastWriter: own, world)
    #expect(again.cacheID == own)
    try await again.close()
    // With nothing that waits, nothing can be lost.
    try await reopened(lastWriter: other, world).close()
  }

  private func reopened(lastWriter: String, _ world: CrashWorld) async throws -> CachedDevice {
    try await CachedDevice.open(
      world.disk, settings(), volumeID: "volume", lastWriter: lastWriter, clock: CacheClock().clock)
  }

  @Test func whatTheDiskBelowDoesNotTakeStaysInTheFile() async throws {
    let world = world()
    var few = settings()
    few.attempts = 3
    let device = try await open(world, few)
    #expect(try device.writeNow(sevens, at: 0))
    world.state.withLock { $0.failing = 100 }
    await #expect { try await device.close() } throws: { "\($0)".contains("stay in the cache file") }
    world.state.withLock { $0.failing = 0 }
    try await open(world).close()
    #expect(world.state.withLock { Array($0.disk.durable[0..<4096]) } == sevens.array)
  }

  @Test func hasItsSpaceFromTheBeginning() async throws {
    try await open(world()).close()
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_blocks * 512 >= 512 << 10)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func settingsThatCannotBeAreRefused() async throws {
    var slots = settings()
    slots.slot = 5000
    for settings in [slots, settings(maxDirty: 1), settings(size: 128 << 10), settings(size: .max, maxDirty: .max)] {
      await #expect(throws: BlockError.self) { try await open(world(), settings) }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
