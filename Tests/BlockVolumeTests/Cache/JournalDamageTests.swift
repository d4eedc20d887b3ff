import Synchronization
import Testing

@testable import BlockVolume

/// Whatever became of a cache file: either it is a state since the last flush, or one error, and nothing is written.
@Suite struct JournalDamageTests {
  private enum Damage: CaseIterable {
    case bit, bytes, sector, truncated, noise, swapped
  }

  @Test func isFoundOrDoesNotMatter() async throws {
    var (opened, refused) = (0, 0)
    for seed in UInt64(1)...400 {
      var random = CacheRandom(seed: seed)
      var (world, model) = try await Self.written(&random, seed)
      let damage = Damage.allCases[Int(seed) % Damage.allCases.count]
      let damaged = Self.damaged(world.state.withLock { $0.file.now }, damage, &random)
      world = CrashWorld(disk: world.state.withLock { $0.disk.now }, file: damaged, seed: seed)
      do throws(BlockError) {
        let device = try CacheCrashTests.open(world)
        let found = try await CacheCrashTests.contents(of: device)
        await device.abandon()
        opened += 1
        let isExpected = model.resume(with: found)
        #expect(isExpected, "seed \(seed), \(damage): the damage was not noticed")
      } catch {
        refused += 1
        #expect([.corrupted, .unsupported].contains(error.code), "seed \(seed): \(error)")
        #expect(error.message.contains("world"), "seed \(seed): the message does not name the file: \(error)")
        let isSame = world.state.withLock { $0.file.now } == damaged
        #expect(isSame, "seed \(seed): the file was changed")
      }
    }
    // Both happen, or the damage is none.
    #expect(opened > 20 && refused > 20, "\(opened) opened, \(refused) refused")
  }

  /// A journal with some epochs in it, that ends in a flush or behind one.
  private static func written(_ random: inout CacheRandom, _ seed: UInt64) async throws -> (CrashWorld, CacheModel) {
    var model = CacheModel(Array(repeating: 0, count: 128 << 10))
    let world = CrashWorld(disk: model.bytes, file: Array(repeating: 0, count: 256 << 10), seed: seed)
    _ = try CacheCrashTests.opening(world).format(world.file, generation: 0)
    let device = try CacheCrashTests.open(world)
    for _ in 0..<5 + random.below(40) { try await model.step(on: device, &random) }
    let crashed = world.crashed(.kill, seed: seed)
    await device.abandon()
    return (crashed, model)
  }

  private static func damaged(_ file: [UInt8], _ damage: Damage, _ random: inout CacheRandom) -> [UInt8] {
    var file = file
    // Where there is something: at the start, or in the ring.
    let place = random.chance(30) ? random.below(12 << 10) : (16 << 10) + random.below(96 << 10)
    switch damage {
    case .bit: file[place] ^= 1 << UInt8(random.below(8))
    case .bytes:
      for index in place..<min(place + 1 + random.below(64), file.count) { file[index] = UInt8(random.below(256)) }
    case .sector:
      let start = place / 512 * 512
      file.replaceSubrange(start..<start + 512, with: repeatElement(0, count: 512))
    case .truncated: file.removeSubrange(place...)
    case .noise: file = file.map { _ in UInt8(truncatingIfNeeded: random.next()) }
    case .swapped:
      let (one, other) = (place / 512 * 512, (16 << 10) + random.below(180) * 512)
      for index in 0..<512 { file.swapAt(one + index, other + index) }
    }
    return file
  }

  @Test func numbersThatLieBehindRightChecksumsEndNothingButTheReading() async throws {
    var random = CacheRandom(seed: 11)
    let world = try await Self.written(&random, 11).0
    let file = world.state.withLock { $0.file.now }
    let whole = try #require(JournalProbe.records(in: file))
    #expect(JournalProbe.records(in: JournalProbe.sealed(file)) == whole)
    let heads = stride(from: 16 << 10, to: file.count - 64, by: 64).filter {
      JournalRecord(decoding: Array(file[$0..<$0 + 64])) != nil
    }
    var refused = 0
    for _ in 0..<1500 {
      var lying = file
      // One number of a superblock or a record, as long as any of them has.
      let start = random.chance(40) ? [0, 4096][random.below(2)] : heads[random.below(heads.count)]
      let place = start + 4 + random.below(start < 16 << 10 ? 90 : 52)
      let count = [1, 2, 4, 8][random.below(4)]
      let value = [0, 1, 0x7F, 0x80, 0xFF, UInt8(random.below(256))][random.below(6)]
      for index in place..<place + count { lying[index] = value }
      if JournalProbe.records(in: JournalProbe.sealed(lying)) == nil { refused += 1 }
    }
    #expect(refused > 100)
  }

  @Test func noiseIsNoJournal() {
    var random = CacheRandom(seed: 7)
    for _ in 0..<2000 {
      let bytes = (0..<JournalRecord.size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(JournalRecord(decoding: bytes) == nil)
    }
    let page = (0..<JournalSuperblock.size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    #expect(JournalSuperblock.read(page) == .foreign)
    #expect(DurableMark(decoding: Array(page.prefix(DurableMark.size))) == nil)
  }
}
