import Testing

@testable import elasto_sync

@Suite("Command lines in one text")
struct CommandWordsTests {
  @Test(
    "words are apart by spaces, and held together by quotes",
    arguments: [
      ("pass show backup", ["pass", "show", "backup"]), ("  a  b ", ["a", "b"]), ("cat 'my key'", ["cat", "my key"]),
      (#"echo "a \" b" c\ d"#, ["echo", #"a " b"#, "c d"]), (#"x '' 'a\b'"#, ["x", "", #"a\b"#]),
      (#"x"y"'z'"#, ["xyz"]),
    ])
  func words(text: String, words: [String]) throws { #expect(try CommandWords.split(text) == words) }

  @Test("what is open or empty is refused", arguments: ["", "  ", "a 'b", "a \"b", "a\\"])
  func faults(text: String) { #expect(throws: (any Error).self) { try CommandWords.split(text) } }
}
