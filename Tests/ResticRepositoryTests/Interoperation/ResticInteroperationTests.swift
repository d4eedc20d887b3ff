import Cryptography
import Providers
import ResticRepository
import Secrets
import Testing

/// Debian's restic and this engine on one repository.
@Suite struct ResticInteroperationTests {
  @Test func resticReadsChecksAndExtendsARepositoryOfOurs() async throws {
    let oracle = try ResticOracle()
    var random = SeededGenerator(1)
    let fixture = try await RepositoryFixture(at: FileStore(root: oracle.repository))
    let data = [random.text(700_000), random.bytes(90_000), [], random.text(10)]
    try await fixture.backUp(data)
    try oracle.restic("check", "--read-data")
    #expect(try oracle.restic("dump", "latest", "/file") == data.flatMap(\.self))
    try oracle.shell("mkdir tree; seq 100000 > tree/numbers; echo a > tree/a")
    try oracle.restic("backup", "-q", oracle.folder + "/tree")
    try oracle.restic("check", "--read-data")

    let snapshots = try await fixture.repository.listSnapshots()
    #expect(snapshots.count == 2)
    let theirs = try #require(snapshots.first { $0.snapshot.hostname != "test" })
    try await fixture.repository.loadIndex()
    var tree = try await fixture.repository.loadTree(theirs.snapshot.tree)
    while let subtree = tree.nodes.first?.subtree, tree.nodes.count == 1 {
      tree = try await fixture.repository.loadTree(subtree)
    }
    #expect(tree.nodes.map(\.name) == [Array("a".utf8), Array("numbers".utf8)])
    let numbers = try #require(tree[Array("numbers".utf8)]?.content)
    var content: [UInt8] = []
    for id in numbers { content += try await fixture.repository.loadBlob(.data, id) }
    #expect(content == ResticOracle.read(oracle.folder + "/tree/numbers"))
  }

  @Test func weReadAndExtendARepositoryOfRestics() async throws {
    let oracle = try ResticOracle()
    try oracle.restic("init")
    try oracle.shell("mkdir tree; seq 200000 > tree/numbers")
    try oracle.restic("backup", "-q", oracle.folder + "/tree")
    let store = FileStore(root: oracle.repository)
    let fixture = try await RepositoryFixture(opening: store)
    #expect(fixture.repository.config.version == 2)
    let index = try await fixture.repository.loadIndex()
    #expect(index.blobCount >= 2)
    var random = SeededGenerator(2)
    try await fixture.backUp([random.text(3_000_000)], options: BlobWriterOptions(packSize: 1 << 20))
    try oracle.restic("check", "--read-data")

    let wrong = SecretBytes(copying: Array("wrong".utf8))
    let error = await #expect(throws: RepositoryError.self) { try await Repository.open(at: store, password: wrong) }
    #expect(error?.code == .wrongPassword)
  }

  @Test func aKeyThatEitherAddsOpensInTheOther() async throws {
    let oracle = try ResticOracle()
    let store = FileStore(root: oracle.repository)
    let fixture = try await RepositoryFixture(at: store)
    let second = SecretBytes(copying: Array("second".utf8))
    try await fixture.repository.addKey(password: second, scrypt: RepositoryFixture.cheap)
    try oracle.shell("printf second > second; printf third > third")
    try oracle.restic("-p", oracle.folder + "/second", "key", "add", "--new-password-file", oracle.folder + "/third")
    let third = try await Repository.open(at: store, password: SecretBytes(copying: Array("third".utf8)))
    #expect(third.id == fixture.repository.id)
    let keys = try await third.listKeys()
    #expect(keys.count == 3)
    #expect(keys.filter(\.isCurrent).map(\.id) == [third.keyID])
    #expect(keys.allSatisfy { !$0.isDamaged && $0.created.seconds > 1_700_000_000 })
  }

  @Test func locksOfEitherStopTheOther() async throws {
    let oracle = try ResticOracle()
    let store = FileStore(root: oracle.repository)
    let repository = try await RepositoryFixture(at: store).repository
    let exclusive = try await repository.lock(exclusive: true, options: .immediate)
    let refusal = #expect(throws: ResticOracle.Failure.self) { try oracle.restic("snapshots") }
    #expect(refusal?.description.contains("already locked exclusively") == true)
    try await exclusive.release()
    try oracle.restic("snapshots")

    let shared = try await repository.lock(exclusive: false, options: .immediate)
    try oracle.restic("snapshots")
    #expect(throws: ResticOracle.Failure.self) { try oracle.restic("check") }
    // A lock in restic's own form: what its commands leave when they are killed.
    try oracle.restic("unlock")
    #expect(try await repository.listLocks().map(\.id) == [shared.id])
    try oracle.restic("unlock", "--remove-all")
    await #expect(throws: RepositoryError.self) { try await shared.ensureHeld() }
  }

  @Test func aLockOfRunningResticIsSeen() async throws {
    let oracle = try ResticOracle()
    let repository = try await RepositoryFixture(at: FileStore(root: oracle.repository)).repository
    // A backup from a pipe that nobody writes to holds its lock until it is killed, and then leaves it behind.
    try oracle.shell(
      """
      mkfifo pipe; sleep 100 > pipe & writer=$!
      restic --no-cache -r repository -q backup --stdin < pipe & backup=$!
      for try in $(seq 200); do ls repository/locks 2>/dev/null | grep -Eqx '.{64}' && break; sleep 0.1; done
      kill -9 $backup; kill $writer; wait $backup || true
      """)
    let locks = try await repository.listLocks()
    #expect(locks.count == 1)
    #expect(locks.first?.record?.exclusive == false)
    let error = await #expect(throws: RepositoryError.self) {
      try await repository.lock(exclusive: true, options: .immediate)
    }
    #expect(error?.code == .locked)
    #expect(error?.message.contains("`unlock` removes it") == true)
    #expect(try await repository.unlock().count == 1)
    try await repository.lock(exclusive: true, options: .immediate).release()
    #expect(try await repository.listLocks().isEmpty)
  }

  @Test func anIndexBuiltAnewFromPacksSatisfiesRestic() async throws {
    let oracle = try ResticOracle()
    let store = FileStore(root: oracle.repository)
    let repository = try await RepositoryFixture(at: store).repository
    var random = SeededGenerator(3)
    let fixture = try await RepositoryFixture(opening: store)
    let data = random.text(100_000)
    try await fixture.backUp([data])
    try await fixture.backUp([random.bytes(1000)])
    let files = try await repository.list(.index).map(\.id)
    try oracle.write([1, 2, 3], to: oracle.repository + "/index/" + files[0].hex)
    let damage = await #expect(throws: RepositoryError.self) { try await repository.loadIndex() }
    #expect(damage?.code == .damaged)
    #expect(damage?.location.contains(files[0].hex) == true)
    let shared = try await repository.lock(exclusive: false, options: .immediate)
    await #expect(throws: RepositoryError.self) { try await repository.rebuildIndex(holding: shared) }
    try await shared.release()
    let lock = try await repository.lock(exclusive: true, options: .immediate)
    #expect(try await repository.rebuildIndex(holding: lock).isEmpty)
    try await lock.release()
    #expect(try await repository.loadIndex().blobCount == 4)
    try oracle.restic("check", "--read-data")
  }
}
