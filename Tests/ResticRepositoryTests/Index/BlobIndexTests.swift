import Cryptography
import Providers
import Synchronization
import Testing

@testable import ResticRepository

@Suite struct BlobIndexTests {
  /// Index files as a repository of some size has them, and every blob in them.
  private static func files(_ seed: UInt64, count: Int, blobs: Int) -> [(StorageID, IndexFile)] {
    var random = SeededGenerator(seed)
    return (0..<count).map { _ in
      var file = IndexFile()
      for _ in 0..<4 {
        var offset: UInt32 = 0
        let entries = (0..<blobs / 4).map { _ in
          let length = UInt32.random(in: 33...5000, using: &random)
          defer { offset += length }
          return PackEntry(
            id: random.id(), offset: offset, length: length, uncompressedLength: length + 7,
            kind: Bool.random(using: &random) ? .data : .tree)
        }
        file.append(pack: random.id(), entries: entries)
      }
      return (random.id(), file)
    }
  }

  private static func table(
    _ files: [(StorageID, IndexFile)], base: BlobTable? = nil, runLimit: Int, largestKept: Int = MappedFile.largestKept
  ) throws -> BlobTable {
    let directory = TemporaryFile.defaultDirectory
    let builder = BlobTableBuilder(directory: directory, base: base, runLimit: runLimit)
    for (id, file) in files { try builder.add(file, id: id) }
    let output = try TemporaryFile(in: directory)
    try builder.finish(into: output.descriptor, key: nil)
    let mapped = try #require(MappedFile(descriptor: output.descriptor, largestKept: largestKept))
    return try #require(BlobTable(mapped))
  }

  private static func expectAll(_ files: [(StorageID, IndexFile)], in index: BlobIndex) {
    for (_, file) in files {
      for pack in file.packs {
        for entry in file.entries[pack.entries] {
          let location = BlobLocation(
            pack: pack.id, offset: entry.offset, length: entry.length, uncompressedLength: entry.uncompressedLength)
          #expect(index.lookup(entry.kind, entry.id) == location)
          #expect(index.contains(entry.kind, entry.id))
          #expect(!index.contains(entry.kind == .data ? .tree : .data, entry.id))
        }
      }
    }
  }

  /// From the mapping, and, as of a large table, by reading.
  @Test(arguments: [10, 1000, 1 << 20], [MappedFile.largestKept, 0])
  func findsEveryBlobHoweverOftenItSpilled(runLimit: Int, largestKept: Int) throws {
    let files = Self.files(5, count: 5, blobs: 800)
    let index = BlobIndex(table: try Self.table(files, runLimit: runLimit, largestKept: largestKept))
    #expect(index.blobCount == 4000)
    #expect(index.indexFileIDs == files.map(\.0).sorted())
    Self.expectAll(files, in: index)
    var random = SeededGenerator(6)
    for _ in 0..<1000 { #expect(!index.contains(.data, random.id())) }
  }

  @Test func aTableGrowsByNewIndexFilesOnly() throws {
    let files = Self.files(7, count: 6, blobs: 400)
    let base = try Self.table(Array(files[..<4]), runLimit: 100)
    let index = BlobIndex(table: try Self.table(Array(files[4...]), base: base, runLimit: 100))
    #expect(index.blobCount == 2400)
    Self.expectAll(files, in: index)
  }

  @Test func everyCopyIsKeptAndRepetitionsAreNot() throws {
    var random = SeededGenerator(8)
    let id = random.id()
    let entry = PackEntry(id: id, offset: 10, length: 50, uncompressedLength: 0, kind: .data)
    let packs = [random.id(), random.id()]
    var first = IndexFile()
    first.append(pack: packs[0], entries: [entry])
    var second = IndexFile()
    second.append(pack: packs[1], entries: [entry])
    second.append(pack: packs[0], entries: [entry])
    let index = BlobIndex(table: try Self.table([(random.id(), first), (random.id(), second)], runLimit: 100))
    #expect(Set(index.copies(of: .data, id).map(\.pack)) == Set(packs))
    #expect(index.blobCount == 2)
  }

  @Test func whatComesNewIsFoundAlsoWhenTheOverlaySpills() throws {
    let index = BlobIndex(table: try Self.table([], runLimit: 1), overlayLimit: 256)
    #expect(index.blobCount == 0)
    let files = Self.files(9, count: 1, blobs: 4000)
    for (_, file) in files {
      for entry in file.entries { #expect(index.claim(entry.kind, entry.id)) }
      for entry in file.entries {
        #expect(!index.claim(entry.kind, entry.id))
        #expect(index.contains(entry.kind, entry.id))
        #expect(index.lookup(entry.kind, entry.id) == nil)
      }
      for pack in file.packs { try index.settle(Array(file.entries[pack.entries]), in: pack.id) }
      for entry in file.entries { #expect(!index.claim(entry.kind, entry.id)) }
    }
    Self.expectAll(files, in: index)
    #expect(index.blobCount == 4000)
    var seen = 0
    index.forEachBlob { _ in seen += 1 }
    #expect(seen == 4000)
  }

  @Test func ofManyThreadsOneMayClaimABlob() async throws {
    let index = BlobIndex(table: try Self.table([], runLimit: 1))
    var random = SeededGenerator(10)
    let ids = (0..<2000).map { _ in random.id() }
    let claims = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 { group.addTask { ids.count { index.claim(.data, $0) } } }
      return await group.reduce(0, +)
    }
    #expect(claims == ids.count)
  }

  @Test func theCachedTableIsUsedGrownAndNeverTrustedWhenHurt() async throws {
    let oracle = try ResticOracle()
    let cache = oracle.folder + "/cache"
    let store = MemoryStore()
    let fixture = try await RepositoryFixture(at: store, cacheDirectory: cache)
    var random = SeededGenerator(11)
    let first = random.bytes(5000)
    try await fixture.backUp([first])
    try await fixture.backUp([random.bytes(6000)])
    let count = try await fixture.repository.loadIndex().blobCount
    #expect(count == 4)
    let path = "\(cache)/\(fixture.repository.id)/index.table"
    let whole = ResticOracle.read(path)
    for position in stride(from: 0, to: whole.count, by: max(1, whole.count / 200)) {
      var hurt = whole
      hurt[position] ^= 1 << UInt8(position % 8)
      try oracle.write(hurt, to: path)
      // As another process: this one has read the index, and asks only whether it is another one by now.
      let opened = try await RepositoryFixture(opening: store, cacheDirectory: cache)
      #expect(try await opened.repository.loadIndex().blobCount == count)
      #expect(ResticOracle.read(path) != hurt)
    }
    try oracle.write(Array(whole.dropLast()), to: path)
    let opened = try await RepositoryFixture(opening: store, cacheDirectory: cache)
    #expect(try await opened.repository.loadIndex().blobCount == count)

    // After a prune the old files are gone: the table begins anew.
    let ids = try await fixture.repository.list(.index).map(\.id)
    try await fixture.repository.remove(.index, [ids[0]])
    #expect(try await fixture.repository.loadIndex().blobCount == 2)
    #expect(try await fixture.repository.loadIndex().indexFileIDs == [ids[1]])
  }
}
