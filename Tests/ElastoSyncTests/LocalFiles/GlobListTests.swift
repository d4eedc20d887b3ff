import Testing

@testable import ElastoSync

@Suite struct GlobListTests {
  @Test(arguments: [
    ("*.tmp", "a.tmp", true), ("*.tmp", "x/y/a.tmp", true), ("*.tmp", "a.tmpx", false), ("cache*", "x/cache-1", true),
    ("/a", "a", true), ("/a", "x/a", false), ("a/b", "a/b", true), ("a/b", "x/a/b", false), ("**/b", "a/x/b", true),
    ("**/b", "b", true), ("a/**", "a/b/c", true), ("a/**", "a", false), ("a/**/b", "a/b", true),
    ("a/**/b", "a/x/y/b", true), ("a/*/b", "a/x/y/b", false), ("**/.cache/*.bin", "x/.cache/q.bin", true),
    ("a?c", "abc", true), ("x/a?c", "x/a/c", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
    ("[^a-c]x", "dx", true), ("[]]", "]", true), ("[[:digit:]]", "7", true), ("\\*", "*", true), ("\\*", "a", false),
    ("\\!x", "!x", true), ("#x", "#x", true), ("*", "anything", true), ("**", "x/y", true), ("a**b", "axxb", true),
    ("**/x/**/y", "a/x/b/c/x/d/y", true), ("é*", "éa", true), ("a*b*c*d", "axbxcxd", true), ("a*b*c*d", "axbxc", false),
  ])
  func onePattern(pattern: String, path: String, expected: Bool) throws {
    #expect(try GlobList([pattern]).matches(path: Array(path.utf8), isDirectory: false) == expected)
  }

  @Test func directoriesOnly() throws {
    let list = try GlobList(["build/"])
    #expect(list.matches(path: Array("x/build".utf8), isDirectory: true))
    #expect(!list.matches(path: Array("x/build".utf8), isDirectory: false))
    #expect(list.covers(path: Array("x/build/y/z".utf8), isDirectory: false))
  }

  @Test func theLastMatchDecides() throws {
    let list = try GlobList(["*.log", "!keep.log", "/x/*.log"])
    #expect(list.matches(path: Array("a.log".utf8), isDirectory: false))
    #expect(!list.matches(path: Array("a/keep.log".utf8), isDirectory: false))
    #expect(list.matches(path: Array("x/keep.log".utf8), isDirectory: false))
  }

  @Test(arguments: [
    ("", "names no file"), ("/", "names no file"), ("!", "names no file"), ("[abc", "without its ]"),
    ("a\\", "stands before nothing"), ("[z-a]", "backwards"), ("[[:nope:]]", "unknown class"),
  ])
  func aPatternThatCannotMatchIsAnError(pattern: String, message: String) {
    let error = #expect(throws: PatternError.self) { try GlobList([pattern]) }
    #expect(error?.message.contains(message) == true)
    #expect(error?.description.contains("\"\(pattern)\"") == true)
  }

  @Test func manyStarsDoNotTakeForever() throws {
    let list = try GlobList(["x/" + String(repeating: "a*", count: 60) + "b", "**/a/**/a/**/a/**/a/**/a/**/b"])
    #expect(!list.matches(path: Array(("x/" + String(repeating: "a", count: 4000)).utf8), isDirectory: false))
    #expect(!list.matches(path: Array(String(repeating: "a/", count: 2000).utf8) + [120], isDirectory: false))
  }

  /// git itself is asked about random patterns and every path of random trees.
  ///
  /// Not about `a**/b`: git compares the `a` first and then takes the rest for a whole `**`, against its own manual.
  @Test func equalsGitCheckIgnore() async throws {
    try await TemporaryFolder.withFolder { folder in
      var random = SeededGenerator(seed: 11)
      try TemporaryFolder.run("git", "init", "-q", folder.path)
      var cases: [(top: String, patterns: [String], kinds: [String: Bool])] = []
      for round in 0..<400 {
        let top = "r\(round)"
        let kinds = Self.tree(&random)
        for (path, isDirectory) in kinds where !isDirectory { try folder.write("\(top)/\(path)") }
        let patterns = (0..<Int.random(in: 1...4, using: &random)).map { _ in Self.pattern(&random) }
        try folder.write("\(top)/.gitignore", patterns.joined(separator: "\n") + "\n")
        cases.append((top, patterns, kinds))
      }
      let paths = cases.flatMap { one in one.kinds.keys.map { "\(one.top)/\($0)\0" } }
      let output = try TemporaryFolder.run(
        "git", ["-C", folder.path, "check-ignore", "--no-index", "--stdin", "-z"], input: Array(paths.joined().utf8))
      let ignored = Set(output.split(separator: "\0"))
      #expect(ignored.count > 300)
      for (top, patterns, kinds) in cases {
        guard let list = try? GlobList(patterns) else { continue }
        for (path, isDirectory) in kinds {
          let isCovered = list.covers(path: Array(path.utf8), isDirectory: isDirectory)
          #expect(isCovered == ignored.contains("\(top)/\(path)"), "\(patterns) on \(path), \(kinds)")
        }
      }
    }
  }

  /// Paths of a random tree, and which of them are directories; every directory has a file somewhere in it.
  private static func tree(_ random: inout SeededGenerator) -> [String: Bool] {
    var kinds: [String: Bool] = [:]
    for _ in 0..<14 {
      let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in name(&random) }
      for depth in 1...parts.count {
        let path = parts.prefix(depth).joined(separator: "/")
        if kinds[path] == false { break }
        if depth < parts.count { kinds[path] = true } else if kinds[path] == nil { kinds[path] = false }
      }
    }
    return kinds
  }

  private static func name(_ random: inout SeededGenerator) -> String {
    ["a", "b", "ab", "ba", "abc", "a.b", "c", "aa", "b.c", "[a]"].randomElement(using: &random) ?? "a"
  }

  private static func pattern(_ random: inout SeededGenerator) -> String {
    let pieces = ["a", "b", "ab", "*", "?", "a*", "*b", "**", "[ab]", "[!a]", "*.b", "a?", "c", "\\a", "\\[a]", "*a*b"]
    var pattern = Int.random(in: 0..<5, using: &random) == 0 ? "!" : ""
    if Int.random(in: 0..<4, using: &random) == 0 { pattern += "/" }
    let count = Int.random(in: 1...3, using: &random)
    pattern += (0..<count).map { _ in pieces.randomElement(using: &random) ?? "a" }.joined(separator: "/")
    if Int.random(in: 0..<4, using: &random) == 0 { pattern += "/" }
    return pattern
  }
}
