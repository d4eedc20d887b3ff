import Testing

@testable import Manifest

@Test func aFaultShowsItsPlaceItsTextAndWhatWasMeant() {
  let text = manifestText(sources: "  x: { paths: /x, exlude: [y] }")
  #expect(
    faults(of: text) == """
      elasto.yaml:4:19: unknown key "exlude" in a source of paths
        4 |   x: { paths: /x, exlude: [y] }
          |                   ^~~~~~
        did you mean "exclude"?
      """)
}

@Test func tabsAndWideTextKeepTheCaretInItsColumn() {
  let fault = ManifestFault(
    .value, "odd", at: SourceMark(file: "f", line: 12, column: 3), width: 40, excerpt: "\tä€x")
  #expect(fault.description == "f:12:3: odd\n  12 | \tä€x\n     | \t ^~")
}

/// Each fault alone, in a manifest that is otherwise right: one message, with these words.
@Test(arguments: [
  // Keys and types.
  ("sources: x: { pahts: /x }", "did you mean \"paths\"?"),
  ("sources: x: {}", "the source \"x\" needs \"paths\" or \"command\""),
  ("sources: x: { paths: /x, command: [y] }", "\"paths\" and \"command\" exclude one another"),
  ("sources: x: { paths: /x, filename: y }", "\"filename\" belongs to a source of a command"),
  ("sources: x: [/x]", "a list where a mapping (source) belongs"),
  ("sources: \"x,y\": { paths: /x }", "\"x,y\" is no name"),
  ("sources: x: { paths: /x, exclude: }", "no value here"),
  ("sources: x: { paths: [] }", "no path here"),
  ("sources: x: { paths: [/x, /x/] }", "/x is named twice"),
  ("sources: x: { paths: ~/x }", "\"~\" is not expanded here"),
  ("sources: x: { paths: /x, checksum: on }", "\"on\" is neither yes nor no"),
  ("sources: x: { paths: /x, exclude-larger-than: 4G }", "write GiB or GB"),
  ("sources: x: { paths: /x, exclude-larger-than: 4096 }", "it has no unit"),
  ("sources: x: { paths: /x, exclude-if-present: [a/b] }", "\"a/b\" is not the name of a file"),
  ("sources: x: { paths: /x, max-removed: 120% }", "not a share from 0% to 100%"),
  ("sources: x: { command: pg_dump -Fc }", "write [pg_dump, -Fc]"),
  ("sources: x: { command: [] }", "a command without a program"),
  ("sources: x: { command: [a], filename: a/b }", "not the name of a file"),
  ("sources: x: { command: [a], timeout: 0s }", "no time at all"),
  ("sources: x: { command: [a], timeout: 90 }", "it has no unit"),
  ("targets: x: { repository: /x }", "\"password\" is missing"),
  ("targets: x: { repository: /x, password: { env: A, file: b } }", "a secret has one of"),
  ("targets: x: { repository: /x, password: {} }", "a secret has one of"),
  (
    "targets: x: { repository: /x, password: { env: A, timeout: 3s } }",
    "\"timeout\" belongs to a secret from a command"
  ),
  ("targets: x: { repository: /x, password: { env: K }, retention: {} }", "a retention that keeps nothing"),
  ("targets: x: { repository: /x, password: { env: K }, retention: { daily: 0 } }", "a retention that keeps nothing"),
  ("targets: x: { repository: /x, password: { env: K }, retention: { dayly: 3 } }", "did you mean \"daily\"?"),
  ("targets: x: { repository: /x, password: { env: K }, pack-size: 1 MiB }", "not from 4 MiB to 128 MiB"),
  ("targets: x: { repository: /x, password: { env: K }, chunker: rabbin }", "did you mean \"rabin\"?"),
  ("targets: x: { repository: /x, password: { env: K }, compression: 30 }", "a level from -7 to 19"),
  ("jobs: x: { from: docs }", "\"to\" is missing"),
  ("jobs: x: { to: vault }", "\"from\" is missing"),
  ("jobs: x: { from: docs, to: vault, maintain: vault }", "\"from\" and \"maintain\" exclude one another"),
  ("jobs: x: { from: docs, to: vault, prune: {} }", "\"prune\" belongs to a maintenance job"),
  ("jobs: x: { from: docs, to: vault, tags: [\"a,b\"] }", "a tag cannot hold a comma"),
  ("jobs: x: { from: docs, to: vault, tags: [\"elasto:job=y\"] }", "elasto-sync's own"),
  ("jobs: x: { from: docs, to: vault, bandwidth: 40 MiB }", "did you mean \"40 MiB/s\"?"),
  ("jobs: x: { from: docs, to: vault, parallel: 0 }", "not a whole number from 1 to 1024"),
  ("jobs: x: { from: docs, to: vault, schedule: { at: soon } }", "no such time"),
  ("jobs: x: { from: docs, to: vault, schedule: \"02:30\" }", "text where a mapping (schedule) belongs"),
  ("jobs: x: { from: docs, to: vault, schedule: { at: daily, timezone: \"../x\" } }", "is not a time zone"),
  ("jobs: x: { from: docs, to: vault, hooks: { before: [a, b] } }", "brackets of its own"),
  ("jobs: x: { from: docs, to: vault, changed-files: ignore }", "is not one of \"read\", \"skip\", \"refuse\""),
  ("jobs: x: { from: [docs, docs], to: vault }", "\"docs\" is named twice"),
  ("jobs: x: { maintain: vault }", "nothing to do"),
  ("jobs: x: { maintain: vault, check: { read-data: 2/30 } }", "write 1/30"),
  ("prices: vault: { currency: euro }", "not a currency"),
  ("prices: vault: { per-gib-month: 1e3 }", "not a price"),
  ("providers: x: { path: /x }", "needs \"type: file\" or \"type: s3\""),
  ("providers: x: { type: ftp, path: /x }", "no provider is of type \"ftp\""),
  ("defaults: source: { paths: /x }", "has no default"),
  ("defaults: source: { exlude: x }", "did you mean \"exclude\"?"),
  ("defaults: source: { atime: 3 }", "\"3\" is neither yes nor no"),
  ("defaults: sauce: {}", "unknown key \"sauce\" in the defaults"),
  // Names.
  ("jobs: x: { from: dogs, to: vault }", "did you mean \"docs\"?"),
  ("jobs: x: { from: docs, to: valut }", "did you mean \"vault\"?"),
  ("jobs: x: { from: vault, to: vault }", "\"vault\" is one of the targets"),
  ("targets: x: { repository: \"usb:a/b\", password: { env: K } }", "no provider is named \"usb\""),
  ("prices: vaults: {}", "did you mean \"vault\"?"),
  // Places.
  ("targets: x: { repository: /srv/vault, password: { env: K } }", "\"x\" is the place of \"vault\" (elasto.yaml:6:"),
  ("targets: x: { repository: /srv/vault/x, password: { env: K } }", "\"x\" lies inside the place of \"vault\""),
  ("targets: x: { repository: /srv, password: { env: K } }", "\"x\" holds the place of \"vault\""),
  // Later issues.
  ("sources: x: { remote: \"weed:a/\" }", "a remote source is recognised, but not yet built"),
  ("sources: x: { volume: y, snapshot: new }", "a source of a volume is recognised, but not yet built"),
  ("targets: x: { mirror: \"weed:a/\", delete: aside }", "a mirror is recognised, but not yet built"),
  ("providers: x: { type: azure }", "\"account\" is missing"),
  ("portals: x: { listen: y }", "a portal is recognised, but not yet built"),
])
func eachFaultIsOneClearMessage(entry: String, words: String) throws {
  let (section, body) = try #require(entry.firstIndex(of: ":").map { (entry[..<$0], entry[$0...].dropFirst(2)) })
  let line = "  \(body)"
  let text =
    switch section {
    case "sources": manifestText(sources: line)
    case "targets": manifestText(targets: line)
    case "jobs": manifestText(jobs: line)
    default: manifestText(top: "\(section):\n\(line)")
    }
  let found = faults(of: text)
  #expect(found.contains(words), "\(found)")
  #expect(!found.contains(" errors"), "\(found)")
  #expect(found.contains("^"), "\(found)")
}

@Test func entriesOfLaterKindsDoNotMakeNamesDangle() {
  let text = manifestText(
    sources: "  m: { remote: \"weed:x/\" }", targets: "  c: { mirror: \"weed:y/\" }", jobs: "  r: { from: m, to: c }",
    top: "providers: { weed: { type: azure } }")
  let found = faults(of: text)
  #expect(found.hasSuffix("\n3 errors"), "\(found)")
}

@Test func allFaultsOfARunComeTogetherInTheirOrder() {
  let text = manifestText(
    sources: "  x: { path: /x }\n  y: { paths: /y, atime: 7 }", jobs: "  z: { from: nope, to: vault }")
  let found = faults(of: text)
  #expect(found.hasSuffix("\n3 errors"))
  let lines = found.split(separator: "\n").filter { $0.hasPrefix("elasto.yaml:") }.map { $0.split(separator: ":")[1] }
  #expect(lines == ["4", "5", "11"], "\(found)")
}

@Test(arguments: [
  "  x: { repository: /x, password: hunter2 }", "  x: { repository: /x, pasword: hunter2 }",
  "  x: { repository: /x, password: { env: A, value: hunter2 } }",
  "  x: { repository: /x, password: [hunter2], chunker: none }",
  "  x: { repository: /x, password: \"hunter2, chunker: none }",
  "  x:\n    repository: /x\n    password: |\n      hunter2\n      hunter2\n",
])
func aSecretWrittenOutIsRefusedAndNotRepeated(target: String) {
  let found = faults(of: manifestText(targets: target))
  #expect(!found.isEmpty)
  #expect(!found.contains("hunter2"), "\(found)")
}

@Test(arguments: [
  ("paths: /", "", true), ("paths: /srv", "", true), ("paths: [/home, /srv/vault]", "", true),
  ("paths: /", ", exclude: [/srv]", false), ("paths: /", ", exclude: [/srv/vault/]", false),
  ("paths: /", ", exclude: [/srv/va]", true), ("paths: /srv/vault/data", "", false), ("paths: /srv/vaults", "", false),
])
func aTargetInsideItsOwnSourceIsRefused(paths: String, exclude: String, isRefused: Bool) {
  let text = manifestText(sources: "  x: { \(paths)\(exclude) }", jobs: "  x: { from: x, to: vault }")
  let found = faults(of: text)
  #expect(found.contains("lies inside") == isRefused, "\(found)")
  #expect(found.isEmpty != isRefused)
}

@Test(arguments: ["", "version: 2", "version: one"])
func onlyVersionOneIsRead(version: String) {
  let found = faults(of: manifestText().replacing("version: 1", with: version))
  #expect(found.contains("version"), "\(found)")
  #expect(!found.contains(" errors"), "\(found)")
}
