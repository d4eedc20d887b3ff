import Testing

@testable import Manifest

private func read(_ text: String) -> (node: YAMLNode?, faults: ManifestErrors?) {
  let faults = FaultCollector()
  let source = SourceText(file: "x.yaml", text: text)
  faults.register(source)
  let node = YAMLTree.read(source, faults: faults)
  return (node, faults.finish())
}

@Test(arguments: ["off", "no", "12:30", "010", "0x10", "~", "null", "1e3", "2026-11-22"])
func scalarsStayTheTextThatWasTyped(text: String) throws {
  let node = try #require(read("a: \(text)").node?.pairs?.first?.value)
  guard case .scalar(text, isPlain: true) = node.content else {
    Issue.record("\(node.content)")
    return
  }
}

@Test func marksCountCharactersFromOne() throws {
  let node = try #require(read("a: 1\n  \nä: ü € x\n").node?.pairs?.last)
  #expect(node.key.mark == SourceMark(file: "x.yaml", line: 3, column: 1))
  #expect(node.value.mark == SourceMark(file: "x.yaml", line: 3, column: 4))
  #expect(node.value.width == 5)
}

@Test func anEmptyFileIsAnEmptyMapping() {
  #expect(read("").node?.pairs?.isEmpty == true)
  #expect(read("# nothing\n").node?.pairs?.isEmpty == true)
}

@Test(arguments: [
  ("a: 1\nb: 2\na: 3\n", "x.yaml:3:1: \"a\" is given twice, first on line 1"),
  ("a: [1, 2\n", "x.yaml:2:1: not YAML: while parsing a flow sequence"),
  ("a: 1\n---\nb: 2\n", "x.yaml:2:1: a second document"),
  ("a: !!str 1\n", "x.yaml:1:4: tags (\"!…\") are not used here"),
  ("a: *b\n", "x.yaml:1:4: the alias \"*b\" has no anchor before it"),
  ("a: &b [*b]\n", "x.yaml:1:8: the alias \"*b\" refers to a value that it is part of"),
  ("? [a]\n: b\n", "x.yaml:1:3: a key must be text"),
  ("a: &x {b: 1}\nc:\n  <<: *x\n", "x.yaml:3:3: \"<<\" does not merge here"),
  ("a:\t\u{7}\n", "x.yaml:1:"),
  ("a: b: c\n", "x.yaml:1:5: not YAML: mapping values are not allowed"),
])
func whatIsNotUsedHereIsRefusedWithItsPlace(text: String, beginning: String) {
  let faults = read(text).faults?.description ?? ""
  #expect(faults.hasPrefix(beginning), "\(faults)")
}

@Test func aliasesAreFilledIn() throws {
  let pairs = try #require(read("a: &x [1, 2]\nb: *x\n").node?.pairs)
  #expect(pairs[1].value.scalars.count == 2)
  #expect(pairs[1].value.mark.line == 1)
}

@Test func anAliasBombIsRefusedAtOnce() {
  var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
  for level in 1...30 {
    text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
  }
  #expect(read(text).faults?.description.contains("more than 100000 values") == true)
}

@Test func depthIsBounded() {
  let text = String(repeating: "[", count: 10_000)
  #expect(read(text).faults?.description.contains("nested more than 50 deep") == true)
}

@Test func noCutOfAManifestCrashesTheReader() throws {
  let text = try #require(Checkout.text("examples/fleet.yaml"))
  for length in stride(from: 0, to: text.count, by: 7) {
    _ = faults(of: String(text.prefix(length)))
  }
}
