import Cryptography
import Providers
import ResticRepository
import Testing

@Suite("Prune")
struct PruneTests {
  private typealias Fixture = MaintenanceFixture

  @Test func whatNoSnapshotNeedsGoesAndTheRestStays() async throws {
    let fixture = try await RepositoryFixture()
    let ids = try await Fixture.threeSnapshots(fixture)
    let before = try await Fixture.size(fixture.store)
    try await Fixture.forget(fixture.repository, [ids[0]])
    let report = try await Fixture.prune(fixture.repository)
    let after = try await Fixture.size(fixture.store)
    #expect(report.unusedBlobs == 11 && report.unusedBytes > 9000)
    #expect(after < before - 9000)
    #expect(report.freedBytes > 9000 && report.remainingUnusedBytes == 0)
    #expect(try await Fixture.content(fixture.repository, ids[1]) == Fixture.blobs(10..<30))
    #expect(try await Fixture.content(fixture.repository, ids[2]) == Fixture.blobs(20..<40))
    let check = await Fixture.check(fixture.repository)
    #expect(check.findings.isEmpty && check.report.isClean && check.report.unusedBlobs == 0)
    let again = try await Fixture.prune(fixture.repository)
    #expect(again.writtenPacks == 0 && again.freedBytes == 0 && again.writtenIndexFiles == 0)
  }

  @Test func withoutAnySnapshotNothingStays() async throws {
    let fixture = try await RepositoryFixture()
    let ids = try await Fixture.threeSnapshots(fixture)
    try await Fixture.forget(fixture.repository, ids)
    _ = try await Fixture.prune(fixture.repository)
    #expect(try await Fixture.size(fixture.store) == 0)
    #expect(try await Fixture.size(fixture.store, prefix: "index/") == 0)
    #expect(await Fixture.check(fixture.repository).findings.isEmpty)
  }

  @Test func aDryRunTellsTheSameAndChangesNothing() async throws {
    let fixture = try await RepositoryFixture()
    let ids = try await Fixture.threeSnapshots(fixture)
    try await Fixture.forget(fixture.repository, [ids[1]])
    let before = try await Fixture.size(fixture.store, prefix: "")
    var options = PruneOptions(policy: PrunePolicy(maxUnused: .percent(0)), isDryRun: true)
    let expected = try await Fixture.prune(fixture.repository, options)
    #expect(try await Fixture.size(fixture.store, prefix: "") == before)
    options.isDryRun = false
    var done = try await Fixture.prune(fixture.repository, options)
    #expect(done.writtenPacks + done.deletedPacks > 0)
    done.writtenPacks = 0
    done.writtenIndexFiles = 0
    done.isDryRun = true
    #expect(done == expected)
  }

  @Test func toleratedWasteIsLeftWhereItIs() async throws {
    let fixture = try await RepositoryFixture()
    let ids = try await Fixture.threeSnapshots(fixture)
    try await Fixture.forget(fixture.repository, [ids[0]])
    let policy = PrunePolicy(maxUnused: .unlimited, packSize: 6000)
    let report = try await Fixture.prune(fixture.repository, PruneOptions(policy: policy))
    #expect(report.remainingUnusedBytes > 0)
    #expect(await Fixture.check(fixture.repository).report.errors == 0)
  }

  @Test func packsThatNoIndexNamesGo() async throws {
    let fixture = try await RepositoryFixture()
    try await fixture.backUp(Fixture.blobs(0..<20), options: Fixture.smallPacks)
    let index = try #require(try await fixture.store.list(prefix: "index/", after: nil, limit: 9).objects.first?.key)
    _ = try await fixture.store.delete([index])
    try await fixture.backUp(Fixture.blobs(0..<20), options: Fixture.smallPacks)
    let check = await Fixture.check(fixture.repository)
    #expect(check.report.errors == 0 && check.report.orphanPacks > 3)
    #expect(check.findings.allSatisfy { $0.code == .packOrphan && $0.severity == .hint })
    let report = try await Fixture.prune(fixture.repository)
    #expect(report.orphanPacks == check.report.orphanPacks && report.freedBytes == report.orphanBytes)
    #expect(report.writtenIndexFiles == 0 && report.writtenPacks == 0)
    #expect(await Fixture.check(fixture.repository).findings.isEmpty)
  }

  @Test func duplicatesAreReducedToOneCopy() async throws {
    let fixture = try await RepositoryFixture()
    try await fixture.backUp(Fixture.blobs(0..<20), options: Fixture.smallPacks)
    let index = try #require(try await fixture.store.list(prefix: "index/", after: nil, limit: 9).objects.first?.key)
    let lost = try await fixture.store.get(index)
    _ = try await fixture.store.delete([index])
    try await fixture.backUp(Fixture.blobs(5..<25), options: Fixture.smallPacks)
    try await fixture.store.put(index, lost)
    #expect(await Fixture.check(fixture.repository).report.duplicateBlobs == 15)
    let report = try await Fixture.prune(fixture.repository)
    #expect(report.duplicateBlobs == 15 && report.orphanPacks == 0 && report.freedBytes > 15 * 900)
    let check = await Fixture.check(fixture.repository)
    #expect(check.findings.isEmpty && check.report.duplicateBlobs == 0)
    for (id, snapshot) in try await fixture.repository.listSnapshots() {
      let content = try await Fixture.content(fixture.repository, id)
      #expect(content == Fixture.blobs(0..<20) || content == Fixture.blobs(5..<25), "\(snapshot.time)")
    }
  }

  @Test func manySmallPacksBecomeFewLargeOnes() async throws {
    let fixture = try await RepositoryFixture()
    for seed in 0..<12 as Range<UInt64> {
      try await fixture.backUp(Fixture.blobs(seed..<seed + 1), options: Fixture.smallPacks)
    }
    let report = try await Fixture.prune(fixture.repository, PruneOptions())
    #expect(report.repackedPacks == 24 && report.writtenPacks == 2 && report.freedBytes == 0)
    #expect(try await fixture.store.list(prefix: "index/", after: nil, limit: 9).objects.count == 1)
    #expect(await Fixture.check(fixture.repository).findings.isEmpty)
  }

  @Test("Killed after any number of changes, everything is there, and another prune ends the work")
  func survivesDeath() async throws {
    var changes = 0
    var isFinished = false
    while !isFinished {
      let memory = MemoryStore()
      let fixture = try await RepositoryFixture(at: memory)
      let ids = try await Fixture.threeSnapshots(fixture)
      try await Fixture.forget(fixture.repository, [ids[0]])
      let mortal = MortalStore(memory, changes: changes)
      let dying = try await RepositoryFixture(opening: mortal)
      let policy = PrunePolicy(maxUnused: .percent(0), packSize: 6000)
      do {
        _ = try await Fixture.prune(dying.repository, PruneOptions(policy: policy, parallel: 2))
        isFinished = true
      } catch {}
      let survivor = try await RepositoryFixture(opening: memory).repository
      try await survivor.unlock(all: true)
      let check = await Fixture.check(survivor)
      #expect(check.report.errors == 0, "after \(changes) changes: \(check.findings)")
      #expect(try await Fixture.content(survivor, ids[1]) == Fixture.blobs(10..<30))
      _ = try await Fixture.prune(survivor)
      let clean = await Fixture.check(survivor)
      #expect(clean.findings.isEmpty, "after \(changes) changes: \(clean.findings)")
      #expect(try await Fixture.content(survivor, ids[2]) == Fixture.blobs(20..<40))
      changes += 1
    }
    #expect(changes > 10)
  }

  @Test func aRepositoryThatIsNotWholeIsNotTouched() async throws {
    for prefix in ["data/", "snapshots/", "index/"] {
      let fixture = try await RepositoryFixture()
      let ids = try await Fixture.threeSnapshots(fixture)
      try await Fixture.forget(fixture.repository, [ids[0]])
      // The newest of its kind is needed in any case.
      let objects = try await fixture.store.list(prefix: prefix, after: nil, limit: 1000).objects
      for victim in objects.map(\.key) {
        let bytes = try await fixture.store.get(victim)
        _ = try await fixture.store.delete([victim])
        if prefix == "snapshots/" { try await fixture.store.put(victim, Array(bytes.dropLast())) }
        let before = try await Fixture.size(fixture.store, prefix: "")
        let opened = try await RepositoryFixture(opening: fixture.store).repository
        do {
          _ = try await Fixture.prune(opened)
          // What went was not needed.
          break
        } catch {
          #expect(error is RepositoryError)
          #expect(try await Fixture.size(fixture.store, prefix: "") == before)
        }
        try await fixture.store.put(victim, bytes)
      }
    }
  }

  @Test func aSharedLockIsNotEnough() async throws {
    let fixture = try await RepositoryFixture()
    let lock = try await fixture.repository.lock(exclusive: false, options: .immediate)
    await #expect { try await fixture.repository.prune(holding: lock) } throws: {
      ($0 as? RepositoryError)?.code == .invalidArgument
    }
    try await lock.release()
  }

  @Test func resticFindsNothingWrongAndTheSpaceIsBack() async throws {
    let oracle = try ResticOracle()
    try oracle.restic("init")
    try oracle.shell("mkdir source; for i in $(seq 40); do head -c 300000 /dev/urandom > source/$i; done")
    try oracle.restic("backup", "-q", "--pack-size", "4", oracle.folder + "/source")
    let first = try oracle.latestSnapshot()
    try oracle.shell("rm source/?; for i in $(seq 60 69); do head -c 300000 /dev/urandom > source/$i; done")
    try oracle.restic("backup", "-q", "--pack-size", "4", oracle.folder + "/source")
    let store = FileStore(root: oracle.repository)
    let repository = try await Repository.open(at: store, password: RepositoryFixture.password)
    let before = try await Fixture.size(store)
    try await Fixture.forget(repository, [try #require(StorageID(hex: first))])
    let report = try await Fixture.prune(repository)
    let after = try await Fixture.size(store)
    #expect(report.unusedBytes >= 2_700_000)
    #expect(before - after >= 2_700_000, "\(before) → \(after)")
    #expect(report.repackedPacks > 0)
    let check = await Fixture.check(repository)
    #expect(check.findings.isEmpty)
    try oracle.restic("check", "--read-data")
    try oracle.restic("restore", "latest", "--target", oracle.folder + "/restored")
    try oracle.shell("diff -r source restored\(oracle.folder)/source")
    let theirs = String(decoding: try oracle.restic("prune", "--dry-run", "--max-unused", "0"), as: UTF8.self)
    #expect(theirs.contains("to delete:             0 blobs / 0 B"), "\(theirs)")
  }
}
