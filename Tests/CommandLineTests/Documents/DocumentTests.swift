import ElastoSync
import Foundation
import Testing

@testable import elasto_sync

@Suite("Documents")
struct DocumentTests {
  /// To make it anew: `make docs`.
  @Test func committedReferenceOfCommandsEqualsWhatTheProgramSays() async throws {
    try await Scene.play(hasRepository: false) { scene in
      struct Dump: Decodable { var command: CommandDescription }
      let dump = try scene.run("--experimental-dump-help").output
      let root = try JSONDecoder().decode(Dump.self, from: dump).command
      let text = CommandReference(
        root: root, statuses: ExitStatus.allCases.map { ("\($0.rawValue)", $0.meaning) }
      ).text
      if ProcessInfo.processInfo.environment["ELASTO_WRITE_GENERATED"] != nil {
        try Checkout.write(text, to: "docs/commands.md")
      }
      let isSame = try Checkout.text("docs/commands.md") == text
      #expect(isSame, "run ELASTO_WRITE_GENERATED=1 swift test --filter committed, and commit docs/commands.md")
    }
  }

  @Test("docs/json.md describes every type of object that the program writes")
  func everyTypeOfObject() throws {
    let document = try Checkout.text("docs/json.md")
    let sources = Checkout.folder.appendingPathComponent("Sources/elasto-sync")
    let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
    var types: Set<String> = []
    for file in files where file.hasSuffix(".swift") {
      let text = String(decoding: try Data(contentsOf: sources.appendingPathComponent(file)), as: UTF8.self)
      for match in text.matches(of: /emit\(\s*"([a-z_]+)"/) { types.insert(String(match.output.1)) }
    }
    #expect(types.count > 20)
    for type in types.sorted() { #expect(document.contains("### `\(type)`"), "\(type)") }
  }
}
