import Foundation
import Testing

@testable import ElastoSync

@Suite("Words of a line")
struct ShellWordsTests {
  @Test(
    "words are apart by white space, and held together by quotes",
    arguments: [
      ("put a b", ["put", "a", "b"]), ("  a \t b ", ["a", "b"]), ("'two words' x", ["two words", "x"]),
      (#"a\ b"#, ["a b"]),
      (#""a\"b\\c\d""#, [#"a"b\cd"#]), (#"'a\b'"#, [#"a\b"#]), ("''", [""]), (#"x"y"'z'"#, ["xyz"]),
      ("a\u{a0}b", ["a\u{a0}b"]), ("it#s", ["it#s"]), ("'e'\u{301}", ["e\u{301}"]),
    ])
  func words(line: String, words: [String]) throws {
    #expect(try ShellWords.commands(line).map { $0.map(\.text) } == [words])
  }

  @Test(
    "a semicolon ends a command, and a number sign in place of one begins a comment",
    arguments: [
      ("ls; put x", [["ls"], ["put", "x"]]), (";; ls ;", [["ls"]]), ("ls ';' \";\" \\;", [["ls", ";", ";", ";"]]),
      ("# all of it; ls", []), ("ls; # the rest", [["ls"]]), ("", []), ("   ", []), ("ls #", [["ls", "#"]]),
    ])
  func commands(line: String, commands: [[String]]) throws {
    #expect(try ShellWords.commands(line).map { $0.map(\.text) } == commands)
  }

  @Test(
    "what is open is refused, with its column",
    arguments: [("ls 'a", 4), ("\"", 1), ("a 'b' \"c", 7), ("ab\\", 3), ("\"a\\", 1), ("é 'x", 3)])
  func faults(line: String, column: Int) {
    #expect(throws: ShellSyntaxError.self) { try ShellWords.commands(line) }
    do {
      _ = try ShellWords.commands(line)
    } catch {
      #expect(error.column == column)
      #expect("\(error)".hasPrefix("column "))
    }
  }

  @Test(
    "what is quoted is no pattern",
    arguments: [
      ("a*", "a*", true), ("'a*'", #"a\*"#, false), (#"a\*"#, #"a\*"#, false), (#""[a]"?"#, #"\[a]?"#, true),
      (#"'a\'"#, #"a\\"#, false),
    ])
  func patterns(line: String, pattern: String, hasPattern: Bool) throws {
    let word = try #require(try ShellWords.commands(line).first?.first)
    #expect(word.pattern == pattern && word.hasPattern == hasPattern)
  }

  /// Every text of up to five of the characters that mean something.
  private static let texts: [String] = {
    let alphabet = ["a", " ", "'", "\"", "\\", ";", "*", "#"]
    var all = [""]
    var last = [""]
    for _ in 0..<5 {
      last = last.flatMap { text in alphabet.map { text + $0 } }
      all += last
    }
    return all
  }()

  @Test("every text, quoted, reads as itself and nothing else")
  func roundTrip() throws {
    #expect(Self.texts.count > 37_000)
    for text in Self.texts {
      let commands = try ShellWords.commands("put \(ShellWords.quote(text)) end")
      guard commands.count == 1, commands[0].count == 3, commands[0][1].text == text, !commands[0][1].hasPattern else {
        Issue.record("\(text): \(commands)")
        return
      }
    }
  }

  @Test("every line is a list of words that can be written anew, or is refused")
  func everyLine() throws {
    var refused = 0
    for line in Self.texts {
      do throws(ShellSyntaxError) {
        let commands = try ShellWords.commands(line)
        let again = commands.map { $0.map { ShellWords.quote($0.text) }.joined(separator: " ") }.joined(separator: "; ")
        let read = try ShellWords.commands(again)
        guard read.map({ $0.map(\.text) }) == commands.map({ $0.map(\.text) }) else {
          Issue.record("\(line): \(again)")
          return
        }
      } catch {
        refused += 1
        guard (1...line.unicodeScalars.count).contains(error.column) else {
          Issue.record("\(line): \(error)")
          return
        }
      }
    }
    #expect(refused > 1000)
  }

  @Test("text is typed as the open quote wants it, for every text and quote")
  func escaping() throws {
    for text in Self.texts where text.count < 5 {
      for (open, quote) in [("", nil), ("'", ShellScanner.Quote.single), ("\"", .double)] {
        let line = "x\(open)\(ShellWords.escape(text, inside: quote))\(open)"
        guard try ShellWords.commands(line).map({ $0.map(\.text) }) == [["x\(text)"]] else {
          Issue.record("\(line)")
          return
        }
      }
    }
  }

  @Test("bash reads quoted texts as we do")
  func bash() throws {
    let texts =
      Self.texts.filter { $0.utf8.count < 5 } + ["$x", "`a`", "!a", "(b)", "a|b&c<d>", "~", "{a,b}", "東京", "\u{301}x"]
    let script = FileManager.default.temporaryDirectory.appendingPathComponent("elasto-words-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: script) }
    let lines = texts.map { "printf '%s\\0' \(ShellWords.quote("." + $0 + " "))\n" }.joined()
    try Data(lines.utf8).write(to: script)
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [script.path]
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let read = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    #expect(read == texts.map { "." + $0 + " " })
  }
}
