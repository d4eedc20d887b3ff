import Glibc
import ProvidersTesting
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

  @Test func writesThatTheSystemCutsShortAreGoneOnWith() async throws {
    let folder = try TemporaryFolder()
    let descriptor = try FileDescriptor.open("\(folder.path)/disk.img", at: AT_FDCWD, O_RDWR | O_CREAT, mode: 0o600)
    let file = SparseFile(descriptor, location: "disk.img")
    try file.resize(to: 100_000)
    let bytes = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
    for limit in [1000, 4097, 49_999] {
      try file.write(bytes, at: 777, limit: limit)
      #expect(try file.read(777..<50_777) == bytes)
      try file.clear(0..<100_000)
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
