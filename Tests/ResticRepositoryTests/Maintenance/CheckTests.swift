import Providers
import ResticRepository
import Synchronization
import Testing

@Suite("Check")
struct CheckTests {
  private typealias Fixture = MaintenanceFixture

  /// Every object of a small repository with two keys, and what it holds.
  private static func smallRepository() async throws -> [(key: String, bytes: [UInt8])] {
    let fixture = try await RepositoryFixture()
    var random = SeededGenerator(1)
    try await fixture.backUp([random.bytes(40), random.text(120)])
    try await fixture.repository.addKey(password: RepositoryFixture.password, scrypt: RepositoryFixture.cheap)
    var objects: [(key: String, bytes: [UInt8])] = []
    for object in try await fixture.store.list(prefix: "", after: nil, limit: 100).objects {
      objects.append((object.key, try await fixture.store.get(object.key)))
    }
    return objects
  }

  /// `nil` when the repository did not even open.
  private static func inspect(
    _ objects: [(key: String, bytes: [UInt8])], _ readData: ReadDataSubset = .all
  ) async throws -> (report: CheckReport, findings: [CheckFinding])? {
    let store = MemoryStore()
    for (key, bytes) in objects { try await store.put(key, bytes) }
    do throws(RepositoryError) {
      let repository = try await Repository.open(at: store, password: RepositoryFixture.password)
      return await Fixture.check(repository, readData)
    } catch {
      #expect(!error.message.isEmpty)
      return nil
    }
  }

  @Test func aWholeRepositoryHasNoFindings() async throws {
    let objects = try await Self.smallRepository()
    let (report, findings) = try #require(try await Self.inspect(objects))
    #expect(findings.isEmpty && report.isClean)
    #expect(report.keys == 2 && report.snapshots == 1 && report.trees == 1 && report.packs == 2)
    #expect(report.packsRead == 2 && report.blobs == 3 && report.bytesRead == report.packBytes)
  }

  @Test("Every byte of every file: a single flipped bit or byte is found", arguments: [UInt8(0x01), 0x80])
  func everyFlipIsFound(mask: UInt8) async throws {
    let objects = try await Self.smallRepository()
    #expect(Set(objects.map { $0.key.prefix { $0 != "/" } }) == ["config", "data", "index", "keys", "snapshots"])
    for (index, object) in objects.enumerated() {
      for position in object.bytes.indices {
        var hurt = objects
        hurt[index].bytes[position] ^= mask
        let result = try await Self.inspect(hurt)
        guard let result else { continue }
        #expect(result.report.errors > 0 && !result.report.isClean, "\(object.key) at \(position)")
        #expect(result.findings.contains { $0.file == object.key }, "\(object.key) at \(position): \(result.findings)")
      }
    }
  }

  @Test("Files that are cut, longer, empty, of other content or gone are found")
  func otherDamage() async throws {
    let objects = try await Self.smallRepository()
    for (index, object) in objects.enumerated() {
      let size = object.bytes.count
      let other = objects[(index + 1) % objects.count].bytes
      for bytes in [
        [], Array(object.bytes.prefix(3)), Array(object.bytes.dropLast()), Array(object.bytes.prefix(size / 2)),
        object.bytes + [0], Array(repeating: 0, count: size), Array(repeating: 0xff, count: 40), other,
      ] {
        var hurt = objects
        hurt[index].bytes = bytes
        guard let result = try await Self.inspect(hurt) else { continue }
        #expect(result.report.errors > 0, "\(object.key) with \(bytes.count) bytes")
      }
      var without = objects
      without.remove(at: index)
      guard !object.key.hasPrefix("snapshots/"), !object.key.hasPrefix("keys/") else { continue }
      guard let result = try await Self.inspect(without) else { continue }
      #expect(result.report.errors > 0, "without \(object.key)")
    }
  }

  @Test("Without reading data, sizes, headers and trees are looked at")
  func structure() async throws {
    let objects = try await Self.smallRepository()
    let (report, _) = try #require(try await Self.inspect(objects, .none))
    #expect(report.packsRead == 0 && report.bytesRead == 0 && report.trees == 1)
    for (index, object) in objects.enumerated() where object.key.hasPrefix("data/") {
      var hurt = objects
      hurt[index].bytes[object.bytes.count - 10] ^= 1
      let result = try #require(try await Self.inspect(hurt, .none))
      #expect(result.findings.contains { $0.code == .packHeader && $0.file == object.key })
      hurt = objects
      hurt.remove(at: index)
      let missing = try #require(try await Self.inspect(hurt, .none))
      #expect(missing.findings.contains { $0.code == .packMissing && $0.file == object.key })
    }
  }

  @Test func whatNobodyNeedsIsAHint() async throws {
    let fixture = try await RepositoryFixture()
    let ids = try await Fixture.threeSnapshots(fixture)
    try await Fixture.forget(fixture.repository, [ids[0]])
    let (report, findings) = await Fixture.check(fixture.repository)
    #expect(report.isClean && report.hints == 1 && report.unusedBlobs == 11)
    #expect(findings.map(\.code) == [.unusedBlobs])
  }

  @Test func damageWhereNothingIsLostIsAWarning() async throws {
    let fixture = try await RepositoryFixture()
    let orphan = "data/00/" + String(repeating: "0", count: 64)
    try await fixture.store.put(orphan, Array(repeating: 7, count: 500))
    let (report, findings) = await Fixture.check(fixture.repository)
    #expect(report.isClean && report.orphanPacks == 1 && report.warnings > 0)
    #expect(findings.allSatisfy { $0.file == orphan })
  }

  @Test("A part of the packs is read", arguments: [ReadDataSubset.percent(10), .bytes(1), .part(1, of: 256)])
  func parts(subset: ReadDataSubset) async throws {
    let fixture = try await RepositoryFixture()
    _ = try await Fixture.threeSnapshots(fixture)
    let (report, _) = await Fixture.check(fixture.repository, subset)
    #expect(report.packsRead < report.packs)
    #expect(report.isClean)
  }

  @Test func allPartsMakeTheWhole() async throws {
    let fixture = try await RepositoryFixture()
    _ = try await Fixture.threeSnapshots(fixture)
    var packs = 0
    var read = 0
    for part in 1...7 {
      let report = await Fixture.check(fixture.repository, .part(part, of: 7)).report
      packs = report.packs
      read += report.packsRead
    }
    #expect(read == packs && packs > 7)
  }

  @Test(
    "What --read-data-subset takes",
    arguments: [
      ("5%", .percent(5)), ("0.5 %", .percent(0.5)), ("1/7", .part(1, of: 7)), ("2GiB", .bytes(2 << 30)),
      ("10 MB", .bytes(10_000_000)), ("7B", .bytes(7)), ("0%", nil), ("101%", nil), ("0/7", nil), ("8/7", nil),
      ("1/257", nil), ("2G", nil), ("", nil), ("-1MiB", nil), ("99999999999TiB", nil), ("1/2/3", nil),
    ] as [(String, ReadDataSubset?)])
  func subsets(text: String, subset: ReadDataSubset?) {
    #expect(ReadDataSubset(text) == subset)
  }

  @Test func resticsRepositoryIsClean() async throws {
    let oracle = try ResticOracle()
    try oracle.shell(TreeRoundTripTests.awkwardTree)
    try oracle.restic("init")
    try oracle.restic("backup", "-q", oracle.folder + "/source")
    let repository = try await Repository.open(
      at: FileStore(root: oracle.repository), password: RepositoryFixture.password)
    let (report, findings) = await Fixture.check(repository)
    #expect(findings.isEmpty && report.isClean && report.trees >= 5)
  }
}
