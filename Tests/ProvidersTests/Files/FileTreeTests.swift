import AzureEmulator
import HTTPTypes
import ProvidersTesting
import Testing

@testable import Providers

/// What can be done with which file, and that the rest is refused with a way out.
@Suite struct FileTreeTests {
  enum Kind: CaseIterable {
    case localFile, blockBlob, pageBlob, shareFile, object, blockObjects

    var canChangeParts: Bool { ![.blockBlob, .object].contains(self) }
    var canLease: Bool { ![.object, .shareFile].contains(self) }
    var canSplice: Bool { self != .blockObjects }

    var creation: FileOptions.Creation {
      switch self {
      case .localFile, .blockBlob, .object: .natural
      case .pageBlob, .shareFile, .blockObjects: .pages(size: 64 << 10)
      }
    }
  }

  /// A tree with a folder of its own, and what it is made of.
  struct Bench {
    let tree: FileTree
    let path: String
    let folder: TemporaryFolder

    init(_ kind: Kind) async throws {
      folder = try TemporaryFolder()
      path = "dir-\(UInt64.random(in: 0 ... .max))"
      var blocks = BlockObjects.Settings()
      blocks.blockSize = 4096
      switch kind {
      case .localFile: tree = FileTree(FileStore(root: folder.path, permissions: .ordinary))
      case .blockBlob, .pageBlob: tree = FileTree(try await AzureTestAccount.shared().container("files"))
      case .shareFile: tree = FileTree(try await AzureTestAccount.shared().share("files"))
      case .object, .blockObjects:
        tree = FileTree(try await TestServer.seaweedFS().bucket("files"), blocks: blocks)
      }
    }

    func create(_ name: String, _ kind: Kind, isExclusive: Bool = false) async throws -> any OpenFile {
      try await tree.open(
        "\(path)/\(name)",
        FileOptions(create: kind.creation, isExclusive: isExclusive, contentType: "application/x-test"))
    }
  }

  @Test(arguments: Kind.allCases)
  func whatIsWrittenIsRead(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    let file = try await bench.create("a", kind)
    let bytes = PageNoise.bytes(8192, seed: 1)
    try await file.pwrite(bytes, at: 0)
    try await file.synchronize()
    #expect(try await file.pread(512..<1024) == Array(bytes[512..<1024]))
    let size = try await file.status().size
    await Self.expect(.invalidRange) { _ = try await file.pread(0..<size + 512) }
    try await file.close()
    let again = try await bench.tree.open("\(bench.path)/a", FileOptions(access: .reading))
    #expect(try await again.pread(0..<8192) == bytes)
    await Self.expect(.accessDenied) { try await again.pwrite(bytes, at: 0) }
    #expect(again.layout == (kind.canChangeParts ? .pages : .whole))
  }

  @Test(arguments: Kind.allCases)
  func partsAreWrittenOrRefused(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    let file = try await bench.create("a", kind)
    try await file.pwrite(PageNoise.bytes(4096, seed: 1), at: 0)
    let part = [UInt8](repeating: 7, count: 512)
    guard kind.canChangeParts else {
      await Self.expect(.unsupported, "make the file with pages") { try await file.pwrite(part, at: 1024) }
      return
    }
    try await file.pwrite(part, at: 1024)
    #expect(try await file.pread(1024..<1536) == part)
    #expect(try await file.pread(512..<1024) == Array(PageNoise.bytes(4096, seed: 1)[512..<1024]))
    // A local file grows, a volume has its size.
    if kind == .localFile {
      try await file.pwrite(part, at: 1 << 20)
      #expect(try await file.status().size == 1 << 20 + 512)
    } else {
      await Self.expect(.invalidRange) { try await file.pwrite(part, at: 1 << 20) }
    }
  }

  @Test(arguments: Kind.allCases)
  func holesArePunchedOrRefused(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    let file = try await bench.create("a", kind)
    try await file.pwrite(PageNoise.bytes(16 << 10, seed: 1), at: 0)
    guard kind.canChangeParts else {
      await Self.expect(.unsupported, "make the file with pages") { try await file.punchHole(4096..<8192) }
      await Self.expect(.unsupported, "make the file with pages") {
        _ = try await file.allocatedRanges(in: 0..<16 << 10, limit: 10)
      }
      return
    }
    try await file.punchHole(4096..<8192)
    #expect(try await file.pread(4096..<8192) == [UInt8](repeating: 0, count: 4096))
    let ranges = try await file.allocatedRanges(in: 0..<16 << 10, limit: 10).ranges
    #expect(!ranges.contains { $0.overlaps(4096..<8192) })
    #expect(ranges.reduce(0) { $0 + $1.count } == 12 << 10)
  }

  @Test(arguments: Kind.allCases)
  func filesAreTruncatedOrNot(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    let file = try await bench.create("a", kind)
    try await file.pwrite(PageNoise.bytes(8192, seed: 1), at: 0)
    guard kind.canChangeParts else {
      await Self.expect(.unsupported, "make the file with pages") { try await file.truncate(to: 4096) }
      return
    }
    try await file.truncate(to: 4096)
    #expect(try await file.status().size == 4096)
    try await file.truncate(to: 1 << 20)
    #expect(try await file.pread(4096..<8192) == [UInt8](repeating: 0, count: 4096))
  }

  @Test(arguments: Kind.allCases)
  func filesAreCopiedInsideTheStorageOrNot(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    let source = try await bench.create("a", kind)
    let bytes = PageNoise.bytes(8192, seed: 1)
    try await source.pwrite(bytes, at: 0)
    let copy = try await bench.create("b", kind)
    guard kind.canSplice else {
      await Self.expect(.unsupported, "read from one and write to the other") {
        try await copy.splice(0..<8192, from: source, to: 0)
      }
      return
    }
    try await copy.splice(0..<8192, from: source, to: 0)
    #expect(try await copy.pread(0..<8192) == bytes)
    if kind.canChangeParts {
      try await copy.splice(512..<1024, from: source, to: 4096)
      #expect(try await copy.pread(4096..<4608) == Array(bytes[512..<1024]))
    } else {
      await Self.expect(.unsupported, "as a whole") { try await copy.splice(512..<1024, from: source, to: 4096) }
    }
    let elsewhere = try await Bench(kind == .localFile ? .object : .localFile)
    let other = try await elsewhere.create("a", kind == .localFile ? .object : .localFile)
    await Self.expect(.unsupported, "read from one and write to the other") {
      try await other.splice(0..<8192, from: source, to: 0)
    }
  }

  @Test(arguments: Kind.allCases)
  func filesAreLeasedOrNot(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    let file = try await bench.create("a", kind)
    let id = PageLease.newID()
    guard kind.canLease else {
      await Self.expect(.unsupported, "have no leases") { try await file.acquireLease(id: id, seconds: nil) }
      await Self.expect(.unsupported, "have no leases") { try await file.breakLease(after: 0) }
      return
    }
    let other = try await bench.tree.open("\(bench.path)/a", FileOptions())
    try await other.acquireLease(id: id, seconds: nil)
    await Self.expect(.conditionFailed) { try await file.acquireLease(id: PageLease.newID(), seconds: nil) }
    try await other.renewLease()
    try await other.pwrite(PageNoise.bytes(512, seed: 1), at: 0)
    if kind == .localFile {
      await Self.expect(.unsupported, "end that") { try await file.breakLease(after: 0) }
      try await other.releaseLease()
    } else {
      #expect(try await file.breakLease(after: 0) == 0)
      await Self.expect(.conditionFailed) { try await other.renewLease() }
    }
    try await file.acquireLease(id: PageLease.newID(), seconds: nil)
    try await file.releaseLease()
  }

  @Test(arguments: Kind.allCases)
  func foldersAreReadPageByPage(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    for name in ["b", "a/x", "a/y", "a-b", "c/d/e", "a0"] { try await bench.create(name, kind).close() }
    // Block objects are the objects of a folder, for whoever does not know them.
    let isFolder: (String) -> Bool = { kind == .blockObjects || ["a", "c"].contains($0) }
    for limit in [1, 2, 3, 10] {
      var found: [FileListing.Entry] = []
      var cursor: String?
      repeat {
        let listing = try await bench.tree.readdir(bench.path, after: cursor, limit: limit)
        #expect(listing.entries.count <= limit)
        found += listing.entries
        cursor = listing.next
      } while cursor != nil
      let names = found.map(\.name)
      #expect(Set(names) == ["a", "a-b", "a0", "b", "c"], "\(names)")
      #expect(names.count == 5, "\(names)")
      #expect(found.allSatisfy { $0.isFolder == isFolder($0.name) })
    }
    #expect(try await bench.tree.stat("\(bench.path)/c/d").kind == .folder)
    #expect(try await bench.tree.openFolder(bench.path).kind == .folder)
    await Self.expect(.failed) { _ = try await bench.tree.openFolder("\(bench.path)/b") }
    await Self.expect(.failed) { _ = try await bench.tree.open("\(bench.path)/c/d") }
  }

  @Test(arguments: Kind.allCases)
  func filesAreUnlinkedAndFoldersOnlyWhenEmpty(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    try await bench.create("a/b", kind).close()
    await Self.expect(.failed, "not empty") { try await bench.tree.rmdir("\(bench.path)/a") }
    await Self.expect(.failed) { try await bench.tree.unlink("\(bench.path)/a") }
    try await bench.tree.unlink("\(bench.path)/a/b")
    await Self.expect(.notFound) { try await bench.tree.unlink("\(bench.path)/a/b") }
    await Self.expect(.notFound) { _ = try await bench.tree.open("\(bench.path)/a/b") }
    try await bench.tree.rmdir("\(bench.path)/a")
    try await bench.tree.mkdir("\(bench.path)-new")
    if [.localFile, .shareFile].contains(kind) {
      await Self.expect(.conditionFailed) { try await bench.tree.mkdir("\(bench.path)-new") }
      #expect(try await bench.tree.stat("\(bench.path)-new").kind == .folder)
    }
    try await bench.tree.rmdir("\(bench.path)-new")
  }

  @Test(arguments: Kind.allCases)
  func anExclusiveFileIsNew(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    try await bench.create("a", kind, isExclusive: true).close()
    await Self.expect(.conditionFailed) { _ = try await bench.create("a", kind, isExclusive: true) }
    try await bench.create("a", kind).close()
  }

  @Test(arguments: Kind.allCases)
  func theTreeSaysWhatItCan(_ kind: Kind) async throws {
    let bench = try await Bench(kind)
    try await bench.create("a", kind).close()
    let status = try await bench.tree.status()
    let can = [.pageBlob, .blockObjects].contains(kind) ? try #require(status.pages) : status.natural
    #expect(can.contains(.randomWrites) == kind.canChangeParts)
    #expect(can.contains(.punchHole) == kind.canChangeParts)
    #expect(can.contains(.truncate) == kind.canChangeParts)
    #expect(can.contains(.allocatedRanges) == kind.canChangeParts)
    #expect(can.contains(.leases) == kind.canLease)
    #expect(can.contains(.splice) == kind.canSplice)
    #expect((status.available != nil) == (kind == .localFile))
  }

  @Test func aContentTypeIsKept() async throws {
    let container = try await AzureTestAccount.shared().container("files")
    for kind in [Kind.blockBlob, .pageBlob] {
      let bench = try await Bench(kind)
      let file = try await bench.create("a", kind)
      try await file.pwrite(PageNoise.bytes(512, seed: 1), at: 0)
      #expect(try await container.headFields("\(bench.path)/a").fields[.contentType] == "application/x-test")
    }
  }

  @Test func aBucketIsMadeInARegionAndRemoved() async throws {
    let store = try await TestServer.moto().store(bucket: "in-a-region")
    let tree = FileTree(store)
    try await tree.mkdir("", region: "eu-central-1")
    #expect(try await store.bucketRegion() == "eu-central-1")
    #expect(try await tree.status().region != nil)
    try await store.put("a", [1])
    await Self.expect(.failed, "not empty") { try await tree.rmdir("") }
    try await tree.unlink("a")
    try await tree.rmdir("")
    #expect(try await !store.bucketExists())
  }

  @Test func aFileOfAShareKeepsItsTypeWhenItIsTruncated() async throws {
    let share = try await AzureTestAccount.shared().share("files")
    let bench = try await Bench(.shareFile)
    let file = try await bench.create("a", .shareFile)
    try await file.truncate(to: 5)
    let (info, fields) = try await share.headFields("\(bench.path)/a")
    #expect(info.size == 5)
    #expect(fields[.contentType] == "application/x-test")
  }

  private static func expect(
    _ code: StoreError.Code, _ words: String = "", _ body: () async throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try await body() }
    #expect(error?.code == code, "\(error.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
    #expect(error?.message.contains(words) == true, "\(error.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
  }
}
