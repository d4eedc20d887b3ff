import Cryptography
import ResticRepository
import Testing

@Suite("Choosing a snapshot")
struct SnapshotSelectorTests {
  static func stored(
    _ id: UInt64, at seconds: Int64, host: String = "h", job: String? = "j", source: String = "s", tags: [String] = [],
    paths: [String] = ["/data"]
  ) -> (id: StorageID, snapshot: Snapshot) {
    let identity = job.map { SnapshotIdentity(host: host, job: $0, source: source).tags } ?? []
    let snapshot = Snapshot(
      time: GoTime(seconds: seconds), tree: TreeWriterTests.id, paths: paths, hostname: host, tags: identity + tags)
    return (SHA256Digest(words: (id << 48, 0, 0, 0)), snapshot)
  }

  static let all = [
    stored(0x1a01, at: 100), stored(0x1a02, at: 300), stored(0x1b03, at: 200),
    stored(0x2004, at: 400, job: "other", tags: ["x", "y"]),
    stored(0x2005, at: 150, host: "g", job: nil, paths: ["/data", "/etc"]),
  ]

  private func choose(_ text: String, _ filter: SnapshotFilter = SnapshotFilter()) throws -> String {
    try SnapshotSelector(parsing: text).select(from: Self.all, filter: filter).id.short
  }

  @Test(
    "latest and those before it",
    arguments: [("latest", "1a020000"), ("latest~1", "1b030000"), ("latest~2", "1a010000")])
  func latest(text: String, id: String) throws {
    #expect(try choose(text, SnapshotFilter(jobs: ["j"])) == id)
  }

  @Test func latestOfSeveralSourcesIsAnErrorThatListsThem() {
    #expect { try choose("latest") } throws: {
      guard let error = $0 as? RepositoryError else { return false }
      return error.code == .ambiguous && error.message.contains("host h, job j, source s (3)")
        && error.message.contains("host h, job other, source s (1)") && error.message.contains("host g, /data /etc (1)")
    }
  }

  @Test(
    "Filters",
    arguments: [
      (SnapshotFilter(hosts: ["g"]), "20050000"), (SnapshotFilter(tags: [["x", "y"]]), "20040000"),
      (SnapshotFilter(tags: [["x", "z"], ["y"]]), "20040000"), (SnapshotFilter(tags: [[""]]), "20050000"),
      (SnapshotFilter(paths: ["/etc"]), "20050000"),
      (SnapshotFilter(jobs: ["j"], before: GoTime(seconds: 200, offset: 3600)), "1b030000"),
      (SnapshotFilter(jobs: ["other"], sources: ["s"]), "20040000"),
    ])
  func filters(filter: SnapshotFilter, id: String) throws {
    #expect(try choose("latest", filter) == id)
  }

  @Test(
    "An id's beginning, in either case", arguments: [("1b", "1b030000"), ("2004", "20040000"), ("1A02", "1a020000")])
  func prefixes(text: String, id: String) throws {
    #expect(try choose(text) == id)
  }

  @Test(
    "Nothing, or too many",
    arguments: [
      ("1a", RepositoryError.Code.ambiguous), ("ff", .missing), ("latest~3", .missing), ("", .invalidArgument),
      ("latest~", .invalidArgument), ("latest~-1", .invalidArgument), ("xyz", .invalidArgument),
      ("1b:sub", .invalidArgument), ("1b:/a/../b", .invalidArgument),
    ])
  func faults(text: String, code: RepositoryError.Code) {
    #expect { try choose(text, SnapshotFilter(jobs: ["j"])) } throws: { ($0 as? RepositoryError)?.code == code }
  }

  @Test(
    "A part of a snapshot",
    arguments: [("latest", "/"), ("latest:", "/"), ("1b:/", "/"), ("1b:/home//a/", "/home/a"), ("1b:/c:d", "/c:d")])
  func paths(text: String, path: String) throws {
    #expect(try SnapshotSelector(parsing: text).path == path)
  }
}
