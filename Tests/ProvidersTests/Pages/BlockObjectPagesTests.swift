import Glibc
import ProvidersTesting
import Synchronization
import Testing

@testable import Providers

@Suite struct BlockObjectPagesTests {
  enum Kind: CaseIterable {
    case memory, file, behindFaults, azure

    func store(in folder: TemporaryFolder) async throws -> any ObjectStore {
      switch self {
      case .memory: return MemoryStore()
      case .file: return FileStore(root: folder.path)
      case .behindFaults: return BlockObjectPagesTests.faulty(seed: 11)
      case .azure: return try await AzureTestAccount.shared().container("block-objects")
      }
    }
  }

  @Test(arguments: PageStoreContract.clauses, Kind.allCases)
  func holds(_ clause: PageStoreContract.Clause, on kind: Kind) async throws {
    let folder = try TemporaryFolder()
    let volumes = BlockObjects(try await kind.store(in: folder), settings: Self.settings(block: 16_384))
    let key = "volumes/\(UInt64.random(in: 0 ... .max))"
    try await clause.check(PagesUnderTest(namespace: volumes, key: key))
  }

  @Test(arguments: [4096, 65_536])
  func staysTheSameAsAModelAndLeavesNothing(_ block: Int) async throws {
    let store = MemoryStore()
    let pages = try await Self.compareWithModel(
      store, PageSeed.random, block: block, "block objects of \(block)", operations: block == 4096 ? 5000 : 2000)
    try await pages.flush()
    #expect(try await pages.collect() == 0)
    for snapshot in try await pages.snapshots(after: nil, limit: 100).snapshots {
      try await pages.deleteSnapshot(snapshot.id)
    }
    try await pages.clear(0..<(try await pages.properties().size))
    try await pages.flush()
    #expect(try await store.list(prefix: "", after: nil, limit: 100).objects.map(\.key) == ["disk/head"])
  }

  @Test func staysTheSameAsAModelInFiles() async throws {
    let folder = try TemporaryFolder()
    _ = try await Self.compareWithModel(
      FileStore(root: folder.path), PageSeed.random, block: 16_384, "block objects in files", operations: 2000)
  }

  @Test func staysTheSameAsAModelWhileOperationsFail() async throws {
    let seed = PageSeed.random
    _ = try await Self.compareWithModel(Self.faulty(seed: seed), seed, block: 16_384, "block objects behind faults")
  }

  @Test func staysTheSameAsAModelOnSeaweedFS() async throws {
    let store = try await TestServer.seaweedFS().bucket("block-objects")
    _ = try await Self.compareWithModel(
      store, PageSeed.random, block: 65_536, "block objects on SeaweedFS", operations: 3000)
  }

  @Test func anOlderWriterIsRefusedAndDamagesNothing() async throws {
    let store = MemoryStore()
    let volumes = BlockObjects(store, settings: Self.settings(block: 4096))
    let old = try await volumes.create("disk", size: 1 << 20)
    let (first, second, third) = (Self.bytes(1 << 20, 1), Self.bytes(1 << 20, 2), Self.bytes(1 << 20, 3))
    try await old.write(first, at: 0)
    try await old.flush()
    // More than fits into memory: it stores blocks, now and after the other has taken over.
    try await old.write(Array(second[..<(1 << 19)]), at: 0)
    let new = try await volumes.open("disk")
    #expect(try await Self.isSame(new, first))
    try await new.write(third, at: 0)
    try await old.write(Array(second[(1 << 19)...]), at: 1 << 19)
    let error = await #expect(throws: StoreError.self) { try await old.flush() }
    #expect(error?.code == .conditionFailed)
    #expect(error?.message.contains("opened the volume for writing") == true)
    let again = await #expect(throws: StoreError.self) { try await old.write([1], at: 0) }
    #expect(again?.code == .conditionFailed)
    await #expect(throws: StoreError.self) { _ = try await old.collect() }
    try await new.flush()
    #expect(try await Self.isSame(new, third))
    let reopened = try await volumes.open("disk")
    #expect(try await Self.isSame(reopened, third))
    #expect(try await reopened.collect() > 0)
    #expect(try await Self.isSame(volumes.open("disk", .reading), third))
  }

  @Test func ofManyThatTakeOverAtOnceTheLastOneWrites() async throws {
    let volumes = BlockObjects(MemoryStore(), settings: Self.settings(block: 4096))
    _ = try await volumes.create("disk", size: 1 << 16)
    let winners = try await withThrowingTaskGroup(of: UInt8?.self) { group in
      for number in UInt8(1)...16 {
        group.addTask {
          let pages = try await volumes.open("disk")
          try await pages.write([UInt8](repeating: number, count: 1 << 16), at: 0)
          do throws(StoreError) {
            try await pages.flush()
            return number
          } catch {
            guard error.code == .conditionFailed else { throw error }
            return nil
          }
        }
      }
      return try await group.reduce(into: [UInt8]()) { winners, winner in if let winner { winners.append(winner) } }
    }
    let bytes = try await volumes.open("disk", .reading).read(0..<1 << 16)
    #expect(Set(bytes).count == 1)
    #expect(winners.contains(bytes[0]))
  }

  @Test func aReaderGoesOnWhileTheVolumeIsRewritten() async throws {
    let volumes = BlockObjects(MemoryStore(), settings: Self.settings(block: 4096))
    let writer = try await volumes.create("disk", size: 1 << 18)
    try await writer.write([UInt8](repeating: 1, count: 1 << 18), at: 0)
    try await writer.flush()
    let reader = try await volumes.open("disk", .reading)
    for value in UInt8(2)...20 {
      try await writer.write([UInt8](repeating: value, count: 1 << 18), at: 0)
      try await writer.flush()
      let bytes = try await reader.read(0..<4096)
      #expect(Set(bytes).count == 1)
      #expect(
        try await reader.read(4096 * Int64(value)..<4096 * Int64(value) + 100) == .init(repeating: value, count: 100))
    }
  }

  @Test func aLargeVolumeIsNeitherReadNorRewrittenAsAWhole() async throws {
    let store = CountingStore(MemoryStore())
    var settings = Self.settings(block: 1 << 20)
    settings.cachedNodes = 16
    let volumes = BlockObjects(store, settings: settings)
    let size: Int64 = 64 << 40
    let created = try await volumes.create("disk", size: size)
    try await created.write([1], at: 0)
    try await created.write([2], at: size - 1)
    try await created.flush()
    store.reset()
    let pages = try await volumes.open("disk")
    #expect(store.counts == [.get: 1, .put: 1])
    store.reset()
    try await pages.write([3], at: 33 << 40)
    try await pages.flush()
    // The block, three nodes on its way, the head; one node was there, the root.
    #expect(store.counts == [.get: 1, .put: 5, .delete: 1])
    store.reset()
    #expect(try await pages.read(size - 1..<size) == [2])
    #expect(store.count(.get) == 3)
    let ranges = try await pages.allocatedRanges(in: 0..<size, limit: 10).ranges
    #expect(ranges.map(\.lowerBound) == [0, 33 << 40, size - (1 << 20)])
  }

  @Test func aVolumeThatShrinksBeforeItsFirstFlushKeepsWhatRemains() async throws {
    let volumes = BlockObjects(MemoryStore(), settings: Self.settings(block: 4096))
    let pages = try await volumes.create("disk", size: 2000 * 4096)
    try await pages.write(Self.bytes(2000 * 4096, 1), at: 0)
    try await pages.resize(to: 1000 * 4096)
    try await pages.flush()
    let isSame = try await volumes.open("disk").read(0..<1000 * 4096) == Array(Self.bytes(2000 * 4096, 1)[..<4_096_000])
    #expect(isSame)
  }

  @Test func tooMuchThatIsNotFlushedIsFlushed() async throws {
    var settings = Self.settings(block: 4096)
    settings.bufferedBlocks = 4
    settings.unflushedBlocks = 16
    let volumes = BlockObjects(MemoryStore(), settings: settings)
    let pages = try await volumes.create("disk", size: 1 << 20)
    let bytes = Self.bytes(1 << 20, 5)
    try await pages.write(bytes, at: 0)
    let flushed = try await volumes.open("disk", .reading).read(0..<1 << 20)
    let blocks = (0..<256).filter { flushed[$0 * 4096..<($0 + 1) * 4096] == bytes[$0 * 4096..<($0 + 1) * 4096] }
    #expect(blocks.count > 200)
  }

  @Test func aFlushWhoseReplyWasLostIsFoundByTheNext() async throws {
    let base = MemoryStore()
    let shouldFail = Mutex(false)
    let store = FaultyStore(base) { _, _ in
      nil
    } after: { operation, key in
      guard operation == .put, key == "disk/head" else { return nil }
      return shouldFail.withLock { shouldFail in
        defer { shouldFail = false }
        return shouldFail ? StoreError(.timeout, "no reply", location: "test", isRetryable: true) : nil
      }
    }
    let volumes = BlockObjects(store, settings: Self.settings(block: 4096))
    let pages = try await volumes.create("disk", size: 1 << 16)
    let (first, second) = (Self.bytes(1 << 16, 1), Self.bytes(1 << 15, 2))
    try await pages.write(first, at: 0)
    shouldFail.withLock { $0 = true }
    await #expect(throws: StoreError.self) { try await pages.flush() }
    try await pages.write(second, at: 0)
    try await pages.flush()
    let expected = second + first[(1 << 15)...]
    #expect(try await Self.isSame(pages, expected))
    #expect(try await Self.isSame(volumes.open("disk"), expected))
  }

  @Test(arguments: ["head", "/0/", "/1/", "/snapshots/"])
  func whatIsDamagedIsNotReturned(_ part: String) async throws {
    let store = MemoryStore()
    let volumes = BlockObjects(store, settings: Self.settings(block: 4096))
    let pages = try await volumes.create("disk", size: 1 << 16)
    try await pages.write(Self.bytes(1 << 16, 1), at: 0)
    _ = try await pages.makeSnapshot()
    let keys = try await store.list(prefix: "", after: nil, limit: 1000).objects.map(\.key)
    let key = try #require(keys.first { $0.contains(part) })
    var bytes: [UInt8] = try await store.get(key)
    bytes[bytes.count / 2] ^= 1
    try await store.put(key, bytes)
    let error = await #expect(throws: StoreError.self) {
      let reopened = try await volumes.open("disk", .reading)
      _ = try await reopened.read(0..<1 << 16)
      _ = try await reopened.snapshots(after: nil, limit: 10)
    }
    #expect(error?.code == .corrupted, "\(error.map { "\($0)" } ?? "")")
    #expect(error?.message.contains("restore") == true)
    #expect(error?.isRetryable == false)
  }

  @Test func aMissingObjectIsDamageAndNoHole() async throws {
    let store = MemoryStore()
    let volumes = BlockObjects(store, settings: Self.settings(block: 4096))
    let pages = try await volumes.create("disk", size: 1 << 16)
    try await pages.write(Self.bytes(1 << 16, 1), at: 0)
    try await pages.flush()
    let keys = try await store.list(prefix: "", after: nil, limit: 1000).objects.map(\.key)
    _ = try await store.delete([try #require(keys.first { $0.contains("/0/") })])
    for access in [PageAccess.reading, .writing] {
      let error = await #expect(throws: StoreError.self) {
        _ = try await volumes.open("disk", access).read(0..<1 << 16)
      }
      #expect(error?.code == .corrupted)
    }
  }

  @Test func aStoreWithoutConditionsIsRefusedWithTheWayOut() async throws {
    let folder = try TemporaryFolder()
    let volumes = BlockObjects(PrefixedStore(FileStore(root: folder.path), prefix: "a/"))
    let error = await #expect(throws: StoreError.self) { _ = try await volumes.create("disk", size: 1) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("a sparse file") == true)
  }

  static func settings(block: Int) -> BlockObjects.Settings {
    var settings = BlockObjects.Settings()
    settings.blockSize = block
    settings.bufferedBlocks = 16
    settings.cachedNodes = 4
    return settings
  }

  private static func isSame(_ pages: BlockObjectPages, _ expected: [UInt8]) async throws -> Bool {
    try await pages.read(0..<Int64(expected.count)) == expected
  }

  static func bytes(_ count: Int, _ seed: UInt64) -> [UInt8] { PageNoise.bytes(count, seed: seed &* 7919) }

  private static func faulty(seed: UInt64) -> any ObjectStore {
    RetryingStore(
      UnreliableStore(MemoryStore(), plan: FaultPlan(seed: seed, rate: 0.15)), clock: VirtualClock(seed: seed).clock)
  }

  private static func compareWithModel(
    _ store: any ObjectStore, _ seed: UInt64, block: Int, _ what: String, operations: Int = 10_000
  ) async throws -> BlockObjectPages {
    print("\(what): seed \(seed)")
    let volumes = BlockObjects(store, settings: settings(block: block))
    let last = Mutex<BlockObjectPages?>(nil)
    var run = PageModelRun(seed: seed) { pages in
      try await pages.close()
      let opened = try await volumes.open("disk")
      last.withLock { $0 = opened }
      return opened
    }
    run.operations = operations
    // So many of the smallest blocks that the map has two heights.
    if block == 4096 { run.size = 1200 * block }
    let pages = try await volumes.create("disk", size: Int64(run.size))
    let report = try await run.run(on: pages)
    print("\(what): \(report.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
    return last.withLock { $0 } ?? pages
  }
}
