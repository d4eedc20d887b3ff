import Glibc
import Testing

@testable import ElastoSync

@Suite struct ExcludeRulesTests {
  @Test func filesAboveASizeAreLeftOut() async throws {
    var options = ExcludeRules.Options()
    options.largerThan = 10
    let rules = try ExcludeRules(options)
    try await TemporaryFolder.withFolder { folder in
      try folder.write("ten", "0123456789")
      try folder.write("eleven", "0123456789a")
      mkdir(folder.path + "/folder", 0o755)
      #expect(try decisions(rules, folder) == ["eleven": .exclude(.size), "folder": .include, "ten": .include])
    }
  }

  @Test func aMountPointIsKeptEmptyAndWhatIsMountedOnAFileIsLeftOut() async throws {
    var options = ExcludeRules.Options()
    options.oneFileSystem = true
    let rules = try ExcludeRules(options)
    try await TemporaryFolder.withFolder { folder in
      try folder.write("file")
      let directory = try #require(try OpenDirectory(FileSystemPath("/")).status(of: Array("proc".utf8)))
      let file = try #require(try folder.directory().status(of: Array("file".utf8)))
      let other = directory.device &+ 1
      func decision(_ status: FileStatus, root: UInt64, parent: UInt64) -> ExcludeDecision {
        rules.decision(path: [97], status: status, rootDevice: root, parentDevice: parent)
      }
      #expect(decision(directory, root: directory.device, parent: directory.device) == .include)
      #expect(decision(directory, root: other, parent: other) == .keepEmpty(.fileSystem))
      #expect(decision(directory, root: other, parent: directory.device) == .exclude(.fileSystem))
      #expect(decision(file, root: file.device &+ 1, parent: file.device &+ 1) == .exclude(.fileSystem))
    }
  }

  @Test(arguments: [
    ("Signature: 8a477f597d28d172789f06886806bc55\n# a cache", true),
    ("Signature: 8a477f597d28d172789f06886806bc55", true),
    ("signature: 8a477f597d28d172789f06886806bc55", false), ("", false), ("Signature: 8a47", false),
  ])
  func aCachesTagCountsWithItsSignatureOnly(content: String, expected: Bool) async throws {
    var options = ExcludeRules.Options()
    options.caches = true
    let rules = try ExcludeRules(options)
    try await TemporaryFolder.withFolder { folder in
      try folder.write("CACHEDIR.TAG", content)
      try folder.write("data", "x")
      let directory = try folder.directory()
      let kept = rules.onlyKept(of: try DirectoryLister().list(directory), in: directory)
      #expect((kept?.name == Array("CACHEDIR.TAG".utf8)) == expected)
    }
  }

  @Test func aMarkedDirectoryKeepsItsMarkAlone() async throws {
    var options = ExcludeRules.Options()
    options.ifPresent = [".nobackup"]
    let rules = try ExcludeRules(options)
    try await TemporaryFolder.withFolder { folder in
      let directory = try folder.directory()
      #expect(rules.onlyKept(of: try DirectoryLister().list(directory), in: directory) == nil)
      try folder.write(".nobackup")
      try folder.write("data")
      let kept = rules.onlyKept(of: try DirectoryLister().list(directory), in: directory)
      #expect(kept?.name == Array(".nobackup".utf8))
    }
  }

  @Test func aMarkIsANameWithoutSlash() {
    var options = ExcludeRules.Options()
    options.ifPresent = ["a/b"]
    #expect(throws: PatternError.self) { try ExcludeRules(options) }
  }

  private func decisions(_ rules: ExcludeRules, _ folder: TemporaryFolder) throws -> [String: ExcludeDecision] {
    let directory = try folder.directory()
    let device = try directory.status().device
    return try DirectoryLister().list(directory).entries.reduce(into: [:]) { result, entry in
      result[String(decoding: entry.name, as: UTF8.self)] = rules.decision(
        path: entry.name, status: entry.status, rootDevice: device, parentDevice: device)
    }
  }
}
