import Cryptography
import Providers
import Secrets
import Testing

@testable import ResticRepository

@Suite struct RepositoryTests {
  private static func open(_ store: any ObjectStore) async -> RepositoryError? {
    do {
      _ = try await Repository.open(at: store, password: RepositoryFixture.password)
      return nil
    } catch { return error }
  }

  @Test func whereThereIsNoneTheWayOutIsInit() async throws {
    let error = await Self.open(MemoryStore())
    #expect(error?.code == .noRepository)
    #expect(error?.message.contains("`init`") == true)
  }

  @Test func aSecondOneInThePlaceIsRefused() async throws {
    let fixture = try await RepositoryFixture()
    let error = await #expect(throws: RepositoryError.self) { try await RepositoryFixture(at: fixture.store) }
    #expect(error?.code == .conflict)
    #expect(try await fixture.store.delete([RepositoryFile.configPath]).isEmpty)
    let half = await #expect(throws: RepositoryError.self) { try await RepositoryFixture(at: fixture.store) }
    #expect(half?.code == .conflict)
    #expect(await Self.open(fixture.store)?.code == .damaged)
  }

  @Test func aWrongPasswordIsNotDamage() async throws {
    let fixture = try await RepositoryFixture()
    let error = await #expect(throws: RepositoryError.self) {
      try await Repository.open(at: fixture.store, password: SecretBytes(copying: [1, 2]))
    }
    #expect(error?.code == .wrongPassword)
  }

  @Test(arguments: [0, 3, 99]) func anotherVersionIsRefusedByNumber(version: Int) async throws {
    let fixture = try await RepositoryFixture()
    var config = fixture.repository.config
    config.version = version
    let sealed = try FileCodec(fixture.repository.masterKey).seal(config.encoded(), isCompressed: false)
    try await fixture.store.put(RepositoryFile.configPath, sealed.bytes)
    let error = await Self.open(fixture.store)
    #expect(error?.code == .unsupportedVersion)
    #expect(error?.message.contains("\(version)") == true)
  }

  @Test func theConfigKeepsTheChunkersName() async throws {
    let store = MemoryStore()
    let options = RepositoryOptions(scrypt: RepositoryFixture.cheap, chunker: "elasto-fast-1")
    let made = try await Repository.create(at: store, password: RepositoryFixture.password, options: options)
    let opened = try await Repository.open(at: store, password: RepositoryFixture.password)
    #expect(opened.config == made.config)
    #expect(opened.config.chunker == "elasto-fast-1")
    #expect(opened.config.chunkerPolynomial >> 53 == 1)
  }

  /// Each byte of each file of a small repository, flipped: whoever reads it is told, and nothing crashes.
  @Test func everyFlippedByteIsNoticedAndNamed() async throws {
    let fixture = try await RepositoryFixture()
    var random = SeededGenerator(20)
    try await fixture.backUp([random.text(300), random.bytes(40)])
    for object in try await fixture.store.list(prefix: "", after: nil, limit: 100).objects {
      let whole = try await fixture.store.get(object.key)
      for position in whole.indices {
        var hurt = whole
        hurt[position] ^= UInt8(1 << (position % 8))
        try await fixture.store.put(object.key, hurt)
        let error = await #expect(throws: RepositoryError.self, "\(object.key) byte \(position)") {
          try await Self.readEverything(in: fixture.store)
        }
        #expect(error?.code == .damaged, "\(object.key) byte \(position)")
        #expect(error?.location.isEmpty == false)
      }
      try await fixture.store.put(object.key, Array(whole.dropLast()))
      await #expect(throws: RepositoryError.self) { try await Self.readEverything(in: fixture.store) }
      try await fixture.store.put(object.key, [])
      await #expect(throws: RepositoryError.self) { try await Self.readEverything(in: fixture.store) }
      try await fixture.store.put(object.key, whole)
    }
    try await Self.readEverything(in: fixture.store)
  }

  private static func readEverything(in store: any ObjectStore) async throws {
    let repository = try await Repository.open(at: store, password: RepositoryFixture.password)
    let index = try await repository.loadIndex()
    _ = try await repository.listSnapshots()
    for (pack, size) in try await repository.list(.pack) {
      _ = try await repository.readPackHeader(pack, size: size)
    }
    var blobs: [IndexedBlob] = []
    index.forEachBlob { blobs.append($0) }
    for blob in blobs { _ = try await repository.loadBlob(blob.kind, blob.id) }
  }

  @Test func aMissingBlobOrPackIsNamed() async throws {
    let fixture = try await RepositoryFixture()
    var random = SeededGenerator(21)
    let id = random.id()
    let unknown = await #expect(throws: RepositoryError.self) { try await fixture.repository.loadBlob(.data, id) }
    #expect(unknown?.code == .missing)
    #expect(unknown?.message.contains(id.hex) == true)
    let snapshot = try await fixture.backUp([random.bytes(10)])
    for (pack, _) in try await fixture.repository.list(.pack) { try await fixture.repository.remove(.pack, [pack]) }
    let gone = await #expect(throws: RepositoryError.self) { try await fixture.repository.loadTree(snapshot.tree) }
    #expect(gone?.code == .missing)
    #expect(gone?.location.contains("pack") == true)
  }

  @Test func aReaderTakesAnotherCopyOfADamagedBlob() async throws {
    let fixture = try await RepositoryFixture()
    var random = SeededGenerator(22)
    let data = random.bytes(5000)
    try await fixture.backUp([data])
    let first = try await fixture.repository.list(.index).map(\.id)
    let packs = try await fixture.repository.list(.pack).map(\.id)
    // The index forgotten, the same data is stored once more.
    try await fixture.repository.remove(.index, first)
    try await fixture.backUp([data])
    let lock = try await fixture.repository.lock(exclusive: false, options: .immediate)
    let index = try await fixture.repository.loadIndex()
    let adopted = try await fixture.repository.adoptUnindexedPacks(index: index, holding: lock)
    #expect(Set(adopted.adopted) == Set(packs))
    #expect(adopted.unreadable.isEmpty)
    try await lock.release()
    let fresh = try await fixture.repository.loadIndex()
    let id = try SHA256Hasher().digest(of: data)
    let copies = fresh.copies(of: .data, id)
    #expect(copies.count == 2)
    for hurt in copies {
      let path = RepositoryFile.pack.path(hurt.pack)
      let whole = try await fixture.store.get(path)
      var bytes = whole
      bytes[Int(hurt.offset) + 20] ^= 1
      try await fixture.store.put(path, bytes)
      #expect(try await fixture.repository.loadBlob(.data, id) == data)
      let repository = fixture.repository
      let read = try await BlockingThreads.files.run {
        try repository.makeReader(index: fresh).load(.data, id) { Array($0) }
      }
      #expect(read == data)
      try await fixture.store.put(path, whole)
    }
  }
}
