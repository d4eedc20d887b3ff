import Foundation
import HTTPTypes
import ProvidersTesting
import Testing

@testable import Providers

@Suite struct CredentialTextsTests {
  /// Python's `shlex` is what botocore takes command lines apart with; it keeps a backslash before `$` and a backquote,
  /// which a shell takes away.
  @Test func commandLinesAreTakenApartAsBotocoreDoes() throws {
    var generator = SeededGenerator(seed: 7)
    let lines = (0..<2000).map { _ in
      String((0..<Int.random(in: 0...12, using: &generator)).map { _ in generator.pick(Array("ab  \t'\"\\=é")) })
    }
    let script = """
      import json, shlex, sys
      def split(line):
          try: return shlex.split(line)
          except ValueError: return None
      print(json.dumps([split(line) for line in json.load(sys.stdin)]))
      """
    let output = try ProgramRun.output(
      of: "/usr/bin/python3", ["-c", script], input: Array(try JSONEncoder().encode(lines)))
    let answers = try JSONDecoder().decode([[String]?].self, from: output)
    for (line, answer) in zip(lines, answers) { #expect(ShellWords.split(line) == answer, "\(line)") }
    #expect(ShellWords.split("\"\\$a\\`\"") == ["$a`"])
  }

  @Test(
    arguments: [
      ("2026-11-22T16:00:00Z", 1_795_363_200), ("2026-11-22T16:00:00.123Z", 1_795_363_200),
      ("2026-11-22T18:00:00+02:00", 1_795_363_200), ("2026-11-22T10:30:00.5-0530", 1_795_363_200),
      ("1970-01-01T00:00:00+00:00", 0), ("2026-11-22T16:00:00", nil), ("2026-11-22", nil), ("", nil),
      ("2026-11-22T16:00:00+2", nil), ("2026-11-22T16:00:00+24:00", nil), ("2026-13-22T16:00:00+01:00", nil),
    ] as [(String, Int64?)])
  func timesAreReadWithTheirZones(text: String, seconds: Int64?) {
    #expect(UTCTime(rfc3339: text)?.seconds == seconds)
  }

  @Test(arguments: [
    ("http://127.0.0.1/x", true), ("http://127.255.1.2:80", true), ("http://localhost", true),
    ("http://[::1]:1/", true),
    ("http://128.0.0.1", false), ("http://127.0.0.1.example.org", false), ("http://[::2]", false),
    ("http://localhost.example.org", false),
  ])
  func onlyThisMachineIsLoopback(text: String, isLoopback: Bool) throws {
    #expect(try #require(ServiceAddress(parsing: text)).isLoopback == isLoopback)
  }

  @Test func anAddressShowsNoQuery() throws {
    let address = try #require(ServiceAddress(parsing: "https://[::1]:8443/a%20b?token=x"))
    #expect(address.description == "https://[::1]:8443/a%20b")
    #expect(address.request(.get).path == "/a%20b?token=x" && address.request(.get).authority == "[::1]:8443")
  }
}
