import Providers
import ResticRepository
import Secrets
import Testing

@testable import ElastoSync

@Suite("Looking around in snapshots")
struct BrowseTests {
  /// A repository in memory with two trees: `/a` (file), `/d/x` (file), `/d/e` (folder), and what became of them.
  private struct Trees {
    let repository: Repository
    let old: StorageID
    let new: StorageID

    init() async throws {
      repository = try await Repository.create(
        at: MemoryStore(), password: SecretBytes(copying: Array("p".utf8)),
        options: RepositoryOptions(scrypt: ScryptParameters(n: 1 << 4, r: 8, p: 1)))
      let index = try await repository.loadIndex()
      let lock = try await repository.lock(exclusive: false)
      let writer = repository.makeWriter(index: index, holding: lock)
      let worker = try writer.makeWorker()
      func store(_ kind: BlobKind, _ bytes: [UInt8]) throws -> StorageID {
        try bytes.withUnsafeBytes { try worker.store(kind, $0).id }
      }
      func tree(_ nodes: [Node]) throws -> StorageID {
        try store(.tree, Tree(nodes: nodes).encoded())
      }
      func file(_ name: String, _ text: String, seconds: Int64 = 10) throws -> Node {
        Node(
          name: Array(name.utf8), kind: .file, mtime: GoTime(seconds: seconds), size: UInt64(text.utf8.count),
          content: [try store(.data, Array(text.utf8))])
      }
      func folder(_ name: String, _ nodes: [Node]) throws -> Node {
        Node(name: Array(name.utf8), kind: .directory, subtree: try tree(nodes))
      }
      let same = try folder("same", [try file("deep.txt", "deep")])
      old = try tree([
        try file("a", "one"), try folder("d", [try folder("e", []), try file("x", "x")]), same, try file("z", "z"),
      ])
      new = try tree([
        try file("a", "two"), try folder("d", [try file("e", "now a file"), try file("x", "x", seconds: 11)]),
        try file("n", "new"), same,
      ])
      worker.close()
      try await writer.finish()
      try await lock.release()
      try await repository.loadIndex()
    }
  }

  @Test("lists a folder, everything, or the one file that is named")
  func listing() async throws {
    let trees = try await Trees()
    let lister = TreeLister(trees.repository)
    var paths: [String] = []
    try await lister.list(.root(trees.old), depth: .folder) { paths.append($0.path.displayed) }
    #expect(paths == ["/a", "/d", "/same", "/z"])
    paths = []
    try await lister.list(.root(trees.old), depth: .everything) { paths.append($0.path.displayed) }
    #expect(paths == ["/a", "/d", "/d/e", "/d/x", "/same", "/same/deep.txt", "/z"])
    paths = []
    let place = try await trees.repository.place(of: FileSystemPath("/d/x"), in: trees.old)
    try await lister.list(place, depth: .folder) { paths.append($0.path.displayed) }
    #expect(paths == ["/d/x"])
  }

  @Test("a path that is not there is named, up to the part that is missing", arguments: ["/d/nothing", "/a/b", "/q/r"])
  func missing(path: String) async throws {
    let trees = try await Trees()
    let error = await #expect(throws: RepositoryError.self) {
      _ = try await trees.repository.place(of: FileSystemPath(path), in: trees.old)
    }
    #expect(error?.code == .missing)
  }

  @Test("tells added, removed, changed, another kind and other metadata apart")
  func difference() async throws {
    let trees = try await Trees()
    var seen: [String] = []
    let totals = try await TreeDiffer(trees.repository).compare(trees.old, trees.new, at: FileSystemPath("/")) {
      found in
      let symbol =
        switch found.change {
        case .added: "+"
        case .removed: "-"
        case .kind: "!"
        case .content: "~"
        case .metadata: "="
        }
      seen.append("\(symbol) \(found.path.displayed)")
    }
    #expect(seen == ["~ /a", "! /d/e", "= /d/x", "+ /n", "- /z"])
    #expect(totals.added == .init(entries: 1, bytes: 3))
    #expect(totals.changed.entries == 2 && totals.metadataOnly.entries == 1 && totals.removed.entries == 1)
  }

  @Test("finds by name, by path, by kind and by time")
  func finding() async throws {
    let trees = try await Trees()
    func find(_ pattern: String, _ change: (inout TreeFinder.Criteria) -> Void = { _ in }) async throws -> [String] {
      var criteria = TreeFinder.Criteria(patterns: [FindPattern(pattern, ignoresCase: pattern.contains("D"))])
      change(&criteria)
      let finder = TreeFinder(trees.repository, criteria)
      var paths: [String] = []
      for tree in [trees.old, trees.new] {
        try await finder.find(in: tree, at: FileSystemPath("/")) { paths.append($0.path.displayed) }
      }
      return paths
    }
    #expect(try await find("*.txt") == ["/same/deep.txt", "/same/deep.txt"])
    #expect(try await find("DEEP*") == ["/same/deep.txt", "/same/deep.txt"])
    #expect(try await find("/d/*") == ["/d/e", "/d/x", "/d/e", "/d/x"])
    #expect(try await find("e") { $0.kinds = [.directory] } == ["/d/e"])
    #expect(try await find("x") { $0.newerThan = GoTime(seconds: 11) } == ["/d/x"])
    #expect(try await find("x") { $0.olderThan = GoTime(seconds: 11) } == ["/d/x"])
    #expect(try await find("nothing").isEmpty)
  }

  @Test("hands out a file's content; a folder has none")
  func contents() async throws {
    let trees = try await Trees()
    let contents = FileContents(trees.repository)
    guard case .entry(let file) = try await trees.repository.place(of: FileSystemPath("/a"), in: trees.new),
      case .entry(let folder) = try await trees.repository.place(of: FileSystemPath("/d"), in: trees.new)
    else { throw RunError(.failed, "no entries") }
    var bytes: [UInt8] = []
    try await contents.read(file) { bytes += $0 }
    #expect(bytes == Array("two".utf8))
    await #expect(throws: RunError.self) { try await contents.read(folder) { _ in } }
  }
}
