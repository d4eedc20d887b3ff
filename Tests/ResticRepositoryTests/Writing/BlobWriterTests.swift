import Cryptography
import Providers
import Testing

@testable import ResticRepository

@Suite struct BlobWriterTests {
  @Test(arguments: [
    BlobWriterOptions.Compression.standard, .always(level: 1), .off, .automatic(level: -1),
  ])
  func whatIsWrittenByManyWorkersIsStoredOnceAndComesBack(compression: BlobWriterOptions.Compression) async throws {
    let fixture = try await RepositoryFixture()
    let repository = fixture.repository
    var random = SeededGenerator(30)
    let blobs = (0..<300).map { random.text($0 * 97 % 5000) } + (0..<40).map { _ in random.bytes(40_000) }
    let lock = try await repository.lock(exclusive: false, options: .immediate)
    let options = BlobWriterOptions(compression: compression, packSize: 200_000, uploads: 1)
    let writer = repository.makeWriter(index: try await repository.loadIndex(), holding: lock, options: options)
    let new = try await withThrowingTaskGroup(of: Int.self) { group in
      for start in 0..<4 {
        group.addTask {
          try await BlockingThreads.files.run { () throws(RepositoryError) -> Int in
            let worker = try writer.makeWorker()
            defer { worker.close() }
            var new = 0
            for offset in blobs.indices {
              let blob = blobs[(offset + start * 77) % blobs.count]
              let stored = try blob.span.bytes.withUnsafeBytes { (bytes) throws(RepositoryError) in
                try worker.store(.data, bytes)
              }
              if stored.isNew { new += 1 }
            }
            return new
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(new == 340)
    let summary = try await writer.finish()
    let packs = try await repository.list(.pack)
    #expect(summary.packs == packs.count)
    #expect(summary.packBytes == packs.reduce(0) { $0 + $1.size })
    #expect(packs.count { $0.size < 200_000 } <= 1, "what the workers leave is put together")
    try await lock.release()

    let index = try await repository.loadIndex()
    #expect(index.blobCount == 340)
    for blob in blobs {
      let id = try SHA256Hasher().digest(of: blob)
      #expect(try await repository.loadBlob(.data, id) == blob)
    }
    for (pack, size) in packs {
      let entries = try await repository.readPackHeader(pack, size: size)
      for entry in entries { #expect(index.lookup(.data, entry.id)?.pack == pack) }
    }
  }

  @Test func aReaderLendsThemInTheOrderOfThePack() async throws {
    let fixture = try await RepositoryFixture()
    let repository = fixture.repository
    var random = SeededGenerator(31)
    let blobs = (0..<50).map { random.bytes(20_000 + $0) }
    try await fixture.backUp(blobs)
    let index = try await repository.loadIndex()
    var requests: [BlobRequest] = []
    for blob in blobs.shuffled(using: &random).prefix(30) {
      let id = try SHA256Hasher().digest(of: blob)
      requests.append(BlobRequest(id: id, location: try #require(index.lookup(.data, id))))
    }
    let wanted = requests
    let seen = try await BlockingThreads.files.run {
      var seen: [(Int, [UInt8])] = []
      try repository.makeReader(index: index).read(from: wanted[0].location.pack, wanted) {
        seen.append(($0, Array($1)))
      }
      return seen
    }
    #expect(seen.map { wanted[$0.0].location.offset } == wanted.map(\.location.offset).sorted())
    for (position, bytes) in seen { #expect(try SHA256Hasher().digest(of: bytes) == wanted[position].id) }
  }

  @Test func aDryRunTellsWhatWouldBeNewAndStoresNothing() async throws {
    let fixture = try await RepositoryFixture()
    var random = SeededGenerator(32)
    let old = random.text(3000)
    try await fixture.backUp([old])
    let before = try await fixture.store.list(prefix: "", after: nil, limit: 100).objects
    let writer = fixture.repository.makeDryRun(index: try await fixture.repository.loadIndex())
    let new = random.text(4000)
    let results = try await BlockingThreads.files.run { () throws(RepositoryError) -> [StoredBlob] in
      let worker = try writer.makeWorker()
      defer { worker.close() }
      var results: [StoredBlob] = []
      for blob in [old, new, new] {
        results.append(
          try blob.span.bytes.withUnsafeBytes { (bytes) throws(RepositoryError) in try worker.store(.data, bytes) })
      }
      return results
    }
    try await writer.finish()
    #expect(results.map(\.isNew) == [false, true, false])
    #expect((1..<4000).contains(results[1].storedLength))
    #expect(try await fixture.store.list(prefix: "", after: nil, limit: 100).objects == before)
  }

  @Test(arguments: ["data/", "index/"]) func aFullStoreFailsTheSessionWithItsReason(prefix: String) async throws {
    let store = FailingStore()
    let fixture = try await RepositoryFixture(at: store)
    var random = SeededGenerator(33)
    try await fixture.backUp([random.bytes(100)])
    store.failingPrefix = prefix
    let blobs = (0..<50).map { _ in random.bytes(10_000) }
    let error = await #expect(throws: RepositoryError.self) {
      try await fixture.backUp(blobs, options: BlobWriterOptions(packSize: 50_000))
    }
    #expect(error?.code == .store)
    #expect(error?.message.contains("no space is left") == true)
    // Nothing that was there is lost, and the next run succeeds.
    store.failingPrefix = nil
    #expect(try await fixture.repository.listSnapshots().count == 1)
    try await fixture.backUp(blobs)
    #expect(try await fixture.repository.loadIndex().blobCount == 53)
  }

  @Test func withoutItsLockNoIndexIsWritten() async throws {
    let fixture = try await RepositoryFixture()
    let lock = try await fixture.repository.lock(exclusive: false, options: .immediate)
    let writer = fixture.repository.makeWriter(index: try await fixture.repository.loadIndex(), holding: lock)
    let tree = try await RepositoryFixture.write([[1, 2, 3]], to: writer)
    try await fixture.repository.unlock(all: true)
    let error = await #expect(throws: RepositoryError.self) { try await writer.finish() }
    #expect(error?.code == .lockLost)
    #expect(try await fixture.repository.list(.index).isEmpty)
    let snapshot = Snapshot(time: .now(), tree: tree, paths: ["/"], hostname: "h")
    await #expect(throws: RepositoryError.self) {
      try await fixture.repository.saveSnapshot(snapshot, holding: lock)
    }
    #expect(try await fixture.repository.list(.snapshot).isEmpty)
  }

  @Test func aWorkerThatIsNotClosedIsAnError() async throws {
    let fixture = try await RepositoryFixture()
    let lock = try await fixture.repository.lock(exclusive: false, options: .immediate)
    let writer = fixture.repository.makeWriter(index: try await fixture.repository.loadIndex(), holding: lock)
    try await BlockingThreads.files.run { () throws(RepositoryError) in _ = try writer.makeWorker() }
    let error = await #expect(throws: RepositoryError.self) { try await writer.finish() }
    #expect(error?.code == .invalidArgument)
    try await lock.release()
  }

  @Test func aStoppedSessionKeepsWhatIsStored() async throws {
    let fixture = try await RepositoryFixture()
    let repository = fixture.repository
    var random = SeededGenerator(34)
    let blobs = (0..<20).map { _ in random.bytes(10_000) }
    let lock = try await repository.lock(exclusive: false, options: .immediate)
    let options = BlobWriterOptions(packSize: 50_000)
    let writer = repository.makeWriter(index: try await repository.loadIndex(), holding: lock, options: options)
    _ = try await RepositoryFixture.write(blobs, to: writer)
    let reason = RepositoryError(.store, "interrupted", location: "test")
    await writer.stop(reason)
    let error = await #expect(throws: RepositoryError.self) { try await writer.finish() }
    #expect(error?.message == "interrupted")
    await #expect(throws: RepositoryError.self) { _ = try await RepositoryFixture.write([[1]], to: writer) }
    let packs = try await repository.list(.pack)
    #expect(packs.count >= 1)
    let index = try await repository.loadIndex()
    #expect(try await repository.listUnindexedPacks(index: index).isEmpty)
    try await lock.release()
  }
}
