import Testing

@testable import ElastoSync

@Suite("Completion")
struct ShellCompletionTests {
  private static let verbs = [
    ShellVerb("cd", first: .remoteFolder), ShellVerb("cp", first: .remote), ShellVerb("help", first: .verb),
    ShellVerb("put", flags: ["--checksum", "-r"], valued: ["--include"], first: .local, last: .remote),
  ]

  private func answer(_ line: String, _ names: [String] = []) -> ShellCompletion.Answer {
    ShellCompletion(line: line, verbs: Self.verbs).answer(names)
  }

  @Test(
    "what is wanted depends on the word's place",
    arguments: [
      ("", []), ("c", []), ("cd ", [.remoteFolder]), ("cd x", [.remoteFolder]), ("put ", [.local]),
      ("put -r x", [.local]),
      ("put x ", [.local, .remote]), ("put --include ", []), ("put --include x y z", [.local, .remote]), ("put -", []),
      ("put -- -", [.local]), ("ls; put ", [.local]), ("nothing x", []), ("put 'x ", [.local]), ("# put ", []),
    ] as [(String, Set<ShellVerb.Kind>)])
  func wanted(line: String, kinds: Set<ShellVerb.Kind>) {
    #expect(ShellCompletion(line: line, verbs: Self.verbs).wanted == kinds)
  }

  @Test(
    "one name is inserted whole, with what ends it",
    arguments: [
      ("he", [], "lp "), ("help he", [], "lp "), ("put --c", [], "hecksum "), ("cd ph", ["photos/"], "otos/"),
      ("cp a", ["a b"], #"\ b "#), ("cp 'a", ["a b"], " b' "), ("cp \"a", ["a\"b"], "\\\"b\" "),
      ("cp 'a", ["a'b"], "'\\''b' "),
      ("cp we", ["weed:"], "ed:"), ("cp ", ["-x"], "./-x "), (#"cp a\ "#, ["a b"], "b "), ("cp a", ["a*"], #"\* "#),
      ("cp x/", ["x/y"], "y "), ("cp é", ["éa"], "a "), ("cp", [], " "),
    ])
  func single(line: String, names: [String], insertion: String) {
    #expect(answer(line, names) == ShellCompletion.Answer(insertion: insertion, choices: []))
  }

  @Test("several names: what they have in common, then the choice")
  func several() {
    #expect(answer("cp a", ["abc", "abd"]) == .init(insertion: "b", choices: []))
    #expect(answer("cp ab", ["abc", "abd/"]) == .init(insertion: "", choices: ["abc", "abd/"]))
    #expect(answer("cp x/a", ["x/ab", "x/ac/"]) == .init(insertion: "", choices: ["ab", "ac/"]))
    #expect(answer("c") == .init(insertion: "", choices: ["cd", "cp"]))
    #expect(answer("cp a", ["ab", "ab"]) == .init(insertion: "b ", choices: []))
  }

  @Test(
    "nothing where nothing can be said",
    arguments: [
      ("cp x", ["y"]), ("cp x*", ["x*y"]), ("cp x\\", ["xy"]), ("cp x", ["x\u{1b}y"]), ("cp x", ["x\ny"]),
      ("# c", ["cd"]), ("cp e\u{301}", ["\u{e9}x"]),
    ])
  func none(line: String, names: [String]) { #expect(answer(line, names) == .nothing) }

  @Test("a word that was completed reads as the name, for every name and quote")
  func roundTrip() throws {
    let alphabet = ["a", " ", "'", "\"", "\\", ";", "*", "~", "#"]
    let names = alphabet.flatMap { a in alphabet.flatMap { b in alphabet.map { "\(a)\(b)\($0)" } } }
    for name in names {
      for open in ["", "'", "\""] {
        let line = "cp \(open)"
        let typed = line + answer(line, [name]).insertion
        guard try ShellWords.commands(typed).first?.last?.text == name else {
          Issue.record("\(name): \(typed)")
          return
        }
      }
    }
  }
}
