import Testing

@testable import ElastoSync

@Suite struct KeyPatternTests {
  @Test(
    arguments: [
      ("a/*.txt", "a/x.txt", true), ("a/*.txt", "a/b/x.txt", false), ("a/**/x", "a/x", true),
      ("a/**/x", "a/b/c/x", true),
      ("a?", "ab", true), ("a?", "a/", false), ("[a-c]x", "bx", true), ("[!a]x", "ax", false), ("\\*", "*", true),
      ("\\**", "*b", true), ("\\**", "xb", false), ("!a*", "!ab", true), ("*", "x", true), ("*", "x/y", false),
    ])
  func matchesAsAShellWould(_ pattern: String, _ key: String, _ isMatch: Bool) throws {
    #expect(try KeyPattern(pattern).matches(key, recursively: false) == isMatch)
  }

  @Test func aFolderThatIsNamedMeansWhatIsBelowItWhenAskedFor() throws {
    let pattern = try KeyPattern("20*/raw")
    #expect(pattern.matches("2026/raw/a/b", recursively: true))
    #expect(!pattern.matches("2026/raw/a/b", recursively: false))
    #expect(pattern.folder(above: "2026/raw/a/b") == "2026/raw/")
    #expect(pattern.folder(above: "2026/cooked/a") == nil)
  }

  @Test(
    arguments: [
      ("a/b*c/d", "a/b", "a/"), ("*", "", ""), ("a/b/c?", "a/b/c", "a/b/"), ("a\\*b/c*", "a*b/c", "a*b/"),
    ])
  func everythingThatMatchesBeginsWithThePrefix(_ text: String, _ prefix: String, _ folder: String) throws {
    let pattern = try KeyPattern(text)
    #expect(pattern.prefix == prefix)
    #expect(pattern.folder == folder)
  }

  @Test(arguments: ["a", "a*b?[c]\\", "\\\\", "ä/*", ""])
  func aQuotedKeyStandsForItselfAndIsNoPattern(_ key: String) {
    let text = KeyPattern.quoted(key)
    #expect(!KeyPattern.isPattern(text))
    #expect(KeyPattern.literal(text[...]).utf8.elementsEqual(key.utf8))
  }

  @Test func aPatternThatIsNoneIsAFaultOfTheCommandLine() {
    let error = #expect(throws: RunError.self) { try KeyPattern("a[b") }
    #expect(error?.code == .usage)
  }
}
