import Glibc
import ProvidersTesting
import Synchronization
import Testing

@testable import Providers

@Suite struct SparseFilePagesTests {
  @Test(arguments: PageStoreContract.clauses)
  func holds(_ clause: PageStoreContract.Clause) async throws {
    let folder = try TemporaryFolder()
    try await clause.check(PagesUnderTest(namespace: FileStore(root: folder.path), key: "volumes/disk.img"))
  }

  @Test(arguments: [PageSeed.fixed, PageSeed.random])
  func staysTheSameAsAModel(_ seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/disk.img"
    var run = PageModelRun(seed: seed) { store in
      try await store.close()
      return try await SparseFilePages.open(at: path)
    }
    if seed == PageSeed.fixed { run.operations = 2000 }
    let store = try await SparseFilePages.create(at: path, size: Int64(run.size))
    print("sparse file, seed \(seed): \(try await run.run(on: store).sorted { $0.key < $1.key })")
  }

  /// System calls fail in bursts, and one in five moves fewer bytes than it was asked for. What failed is repeated, as the
  /// protocol says it may be.
  @Test(arguments: [PageSeed.fixed, PageSeed.random])
  func staysTheSameAsAModelWhileTheSystemFails(_ seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let dice = Mutex(Dice(random: PageRandom(seed: seed)))
    let faults = SystemFaults(
      failure: { dice.withLock { $0.failure() } }, length: { count in dice.withLock { $0.length(count) } })
    let repeated = FaultCount()
    let failing = { @Sendable () throws(StoreError) in
      RepeatingPages(
        store: try SparseFilePages.open(
          "disk.img", in: try Self.open(folder.path), .writing, name: "disk.img", threads: .files, faults: faults,
          now: MemoryStore.systemTime), repeated: repeated)
    }
    var run = PageModelRun(seed: seed) { store in
      try await store.close()
      return try failing()
    }
    if seed == PageSeed.fixed { run.operations = 2000 }
    try await SparseFilePages.create(at: "\(folder.path)/disk.img", size: Int64(run.size)).close()
    let report = try await run.run(on: try failing()).sorted { $0.key < $1.key }
    let count = repeated.value
    #expect(count > run.operations / 500)
    print("sparse file whose system fails, seed \(seed): \(count) calls repeated, \(report)")
  }

  private struct Dice {
    var random: PageRandom
    /// Calls until the next failure.
    var calls = 0

    /// Between bursts there is time for what takes many calls, as copying a file full of holes.
    mutating func failure() -> Int32? {
      calls -= 1
      guard calls <= 0 else { return nil }
      calls = random.below(10) == 0 ? 1500 : 1 + random.below(30)
      return [EIO, ENOSPC][random.below(2)]
    }

    mutating func length(_ count: Int) -> Int { random.below(5) == 0 ? 1 + random.below(count) : count }
  }

  private static func open(_ folder: String) throws(StoreError) -> FileDescriptor {
    do throws(SystemError) {
      return try FileDescriptor.open(folder, at: AT_FDCWD, O_RDONLY | O_DIRECTORY)
    } catch {
      throw StoreError(error, while: "opening the folder", location: folder)
    }
  }

  @Test func aFullDiskIsNamedAndWhatWasThereStays() async throws {
    let folder = try TemporaryFolder()
    guard let small = try SmallFileSystem(below: folder) else { return }
    let store = try await SparseFilePages.create(at: "\(small.path)/disk.img", size: 1 << 30)
    let bytes = [UInt8](repeating: 7, count: 256 << 10)
    try await store.write(bytes, at: 0)
    let error = await #expect(throws: StoreError.self) {
      for offset in 1..<10 { try await store.write(bytes, at: Int64(offset) << 24) }
    }
    #expect(error?.code == .noSpace)
    #expect(try await store.read(0..<256 << 10) == bytes)
    try await store.clear(0..<1 << 30)
    try await store.write(bytes, at: 512 << 20)
    #expect(try await store.read(512 << 20..<512 << 20 + 256 << 10) == bytes)
  }

  @Test func aSnapshotThatIsCutShortLeavesNothing() async throws {
    let folder = try TemporaryFolder()
    guard let small = try SmallFileSystem(below: folder) else { return }
    let store = try await SparseFilePages.create(at: "\(small.path)/disk.img", size: 1 << 30)
    try await store.write([UInt8](repeating: 7, count: 700 << 10), at: 0)
    let error = await #expect(throws: StoreError.self) { _ = try await store.makeSnapshot() }
    #expect(error?.code == .noSpace)
    #expect(try await store.snapshots(after: nil, limit: 10).snapshots.isEmpty)
    #expect(try await store.read(0..<10) == [UInt8](repeating: 7, count: 10))
  }

  @Test func aKilledProcessGivesItsLeaseBack() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/disk.img"
    let store = try await SparseFilePages.create(at: path, size: 1 << 20)
    do {
      let other = try await SparseFilePages.open(at: path)
      try await other.acquireLease(id: PageLease.newID(), seconds: nil)
      await #expect(throws: StoreError.self) { try await store.acquireLease(id: PageLease.newID(), seconds: nil) }
    }
    // The other handle went without a word.
    try await store.acquireLease(id: PageLease.newID(), seconds: nil)
  }
}

/// What random runs begin with: one that is always the same, and one of this run, which is printed.
enum PageSeed {
  static let fixed: UInt64 = 20_261_128
  static let random = UInt64.random(in: 0...UInt64(UInt32.max))
}
