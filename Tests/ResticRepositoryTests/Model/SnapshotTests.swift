import Cryptography
import ResticRepository
import Testing

@Suite("Snapshots")
struct SnapshotTests {
  @Test("restic's own is reproduced byte for byte", arguments: ["UTC", "Europe/Berlin"])
  func oracle(zone: String) throws {
    let oracle = try ResticOracle(zone: zone)
    try oracle.shell("mkdir 'so<u>rce&'; echo x > 'so<u>rce&/file'")
    try oracle.restic("init")
    try oracle.restic(
      "backup", "-q", "--host", "h\"é", "--tag", "a,elasto:job=j", "--tag", "elasto:source=s", "--exclude", "*.tmp",
      oracle.folder + "/so<u>rce&")
    let id = try oracle.latestSnapshot()
    try oracle.restic("tag", "--add", "more", id)
    let bytes = try oracle.restic("cat", "snapshot", try oracle.latestSnapshot())
    let snapshot = try Snapshot(decoding: bytes)
    #expect(snapshot.identity == SnapshotIdentity(host: "h\"é", job: "j", source: "s"))
    #expect(snapshot.original == SHA256Digest(hex: id))
    #expect(snapshot.excludes == ["*.tmp"])
    // `cat` prints it indented; the ids are those of the compact form.
    #expect(Self.compact(bytes) == snapshot.encoded())
    #expect(try Snapshot(decoding: snapshot.encoded()) == snapshot)
  }

  /// Takes indentation away.
  static func compact(_ bytes: [UInt8]) -> [UInt8] {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return Array(
      lines.map { $0.drop { $0 == " " }.replacing("\": ", with: "\":", maxReplacements: 1) }.joined().utf8)
  }

  @Test func figuresAndUnknownMembersAreKept() throws {
    let text =
      #"{"time":"2026-01-02T03:04:05Z","tree":""# + TreeWriterTests.idText + #"","paths":["/a"],"hostname":"h","#
      + #""program_version":"restic 0.17.0","summary":{"backup_start":"2026-01-02T03:04:05Z","#
      + #""backup_end":"2026-01-02T03:04:06Z","files_new":1,"files_changed":2,"files_unmodified":3,"dirs_new":4,"#
      + #""dirs_changed":5,"dirs_unmodified":6,"data_blobs":7,"tree_blobs":8,"data_added":9,"data_added_packed":10,"#
      + #""total_files_processed":11,"total_bytes_processed":12},"future":{"a":[1,"\u003c"]}}"#
    #expect(String(decoding: try Snapshot(decoding: Array(text.utf8)).encoded(), as: UTF8.self) == text)
  }

  @Test(
    "What is no snapshot is refused",
    arguments: ["", "{}", "[]", #"{"tree":null}"#, #"{"tree":"00"}"#, #"{"time":5}"#])
  func refusals(text: String) {
    #expect { try Snapshot(decoding: Array(text.utf8)) } throws: { ($0 as? RepositoryError)?.code == .damaged }
  }

  @Test(
    "An identity needs one job and one source",
    arguments: [
      (["elasto:job=a", "elasto:source=b", "x"], true), (["elasto:job=a"], false), (["elasto:source=b"], false),
      (["elasto:job=a", "elasto:job=c", "elasto:source=b"], false), ([], false),
    ])
  func identities(tags: [String], isOne: Bool) {
    #expect((SnapshotIdentity(host: "h", tags: tags) != nil) == isOne)
  }
}

@Suite("Locks")
struct LockRecordTests {
  @Test func roundTrip() throws {
    let text =
      #"{"time":"2026-01-02T03:04:05.000000006+01:00","exclusive":true,"hostname":"h","username":"u","pid":12,"uid":5}"#
    let lock = try LockRecord(decoding: Array(text.utf8))
    #expect(lock.exclusive && lock.pid == 12 && lock.uid == 5 && lock.gid == 0)
    #expect(lock.encoded() == Array(text.utf8))
  }
}
