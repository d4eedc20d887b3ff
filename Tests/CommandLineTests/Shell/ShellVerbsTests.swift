import ElastoSync
import Foundation
import Testing

@testable import elasto_sync

@Suite("Commands of the shell")
struct ShellVerbsTests {
  @Test("what the shell knows of options is what the commands take")
  func options() async throws {
    try await Scene.play(hasRepository: false) { scene in
      struct Dump: Decodable { var command: CommandDescription }
      let dump = try scene.run("--experimental-dump-help").output
      let root = try JSONDecoder().decode(Dump.self, from: dump).command
      let remote = try #require(root.subcommands?.first { $0.commandName == "remote" }?.subcommands)
      #expect(Set(remote.map(\.commandName).filter { $0 != "help" }) == Set(ShellVerbs.remote.map(\.verb.name)))
      for command in remote where command.commandName != "help" {
        let verb = try #require(ShellVerbs.verb(named: command.commandName))
        #expect(names(of: command, "flag").subtracting(["--version"]) == Set(verb.flags), "\(verb.name)")
        #expect(names(of: command, "option") == Set(verb.valued), "\(verb.name)")
      }
    }
  }

  private func names(of command: CommandDescription, _ kind: String) -> Set<String> {
    let all = (command.arguments ?? []).filter { $0.kind == kind }.flatMap { $0.names ?? [] }
    return Set(all.map { ($0.kind == "short" ? "-" : "--") + $0.name })
  }

  @Test("choices stand in columns, read from top to bottom, and are cut where there are too many")
  func choices() {
    #expect(ChoiceTable(["a", "bb", "ccc", "d"]).text(width: 11) == "a    ccc\nbb   d\n")
    #expect(ChoiceTable(["a", "b"]).text(width: 3) == "a\nb\n")
    #expect(ChoiceTable((0..<150).map { "\($0)" }).text(width: 80).hasSuffix("and 50 more\n"))
  }

  @Test("what takes too long is not waited for")
  func timeLimit() async {
    let late = await TimeLimit.within(.milliseconds(20)) {
      try await Task.sleep(for: .seconds(600))
      return 1
    }
    #expect(late == nil)
    #expect(await TimeLimit.within(.seconds(600)) { 7 } == 7)
    struct Failure: Error {}
    #expect(await TimeLimit.within(.seconds(600)) { () throws -> Int in throw Failure() } == nil)
  }
}
