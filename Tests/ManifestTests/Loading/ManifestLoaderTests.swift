import Secrets
import Testing

@testable import Manifest

private func load(_ text: String) throws -> SyncManifest {
  try testLoader.load(text: text, name: "conf/elasto.yaml")
}

@Test func entriesBecomeValuesWithTheirOrigins() throws {
  let manifest = try load(
    manifestText(
      sources: "  db: { command: [tools/dump, -x], timeout: 2h, min-size: 1 KiB }",
      jobs: "  care: { maintain: vault, prune: {}, check: { read-data: 1/30 } }"))
  #expect(manifest.host == "web1")
  guard case .paths(let docs)? = manifest.source(named: "docs"), case .command(let db)? = manifest.source(named: "db"),
    case .repository(let vault)? = manifest.target(named: "vault"),
    case .backup(let job)? = manifest.job(named: "nightly"),
    case .maintenance(let care)? = manifest.job(named: "care")
  else {
    Issue.record("entries are missing")
    return
  }
  #expect(docs.paths.map(\.text) == ["/home"])
  #expect(docs.origins["paths"] == .entry(SourceMark(file: "conf/elasto.yaml", line: 3, column: 18)))
  #expect(docs.origins["checksum"] == .builtIn)
  #expect(docs.origins.mark(of: "checksum") == SourceMark(file: "conf/elasto.yaml", line: 3, column: 3))
  #expect(db.command == ["/srv/conf/tools/dump", "-x"])
  #expect(db.timeout == TimeSpan(seconds: 7200))
  #expect(db.effectiveFilename == "db")
  #expect(vault.password == .environment("KEY"))
  #expect(vault.preventDestroy)
  #expect(job.from == [NameReference("docs", mark: SourceMark(file: "conf/elasto.yaml", line: 9, column: 20))])
  #expect(care.prune?.maxUnused == .percent(Percent(5)))
  #expect(care.check?.readData == .group(part: 1, of: 30))
}

@Test func anEntrysKeyReplacesTheDefaultsListsIncluded() throws {
  let manifest = try load(
    manifestText(
      sources: """
          a: { paths: [/a], exclude: [x] }
          b: { command: [dump] }
        """,
      top: """
        defaults:
          source: { exclude: [y, z], one-file-system: yes, min-size: 5 B }
          target: { compression: off }
        """))
  guard case .paths(let a)? = manifest.source(named: "a"), case .paths(let docs)? = manifest.source(named: "docs"),
    case .command(let b)? = manifest.source(named: "b"), case .repository(let vault)? = manifest.target(named: "vault")
  else {
    Issue.record("entries are missing")
    return
  }
  #expect(a.exclude == ["x"])
  #expect(docs.exclude == ["y", "z"])
  #expect(a.oneFileSystem && docs.oneFileSystem)
  #expect(docs.origins["exclude"].description.hasPrefix("defaults, conf/elasto.yaml:"))
  #expect(b.minSize == ByteSize(5))
  #expect(vault.compression == .off)
}

@Test func variablesAreFilledInWhereverTextIs() throws {
  let manifest = try load(
    """
    version: 1
    host: "${hostname}.${site}"
    vars: { site: fra1, disk: "/mnt/${site}" }
    sources: { a: { paths: ["${disk}/a", "/$${site}", "/$site$"] } }
    """)
  #expect(manifest.host == "web1.fra1")
  guard case .paths(let a)? = manifest.source(named: "a") else { return }
  #expect(a.paths.map(\.text) == ["/mnt/fra1/a", "/${site}", "/$site$"])
}

@Test(arguments: [
  ("vars: { a: \"${b}\", b: \"${a}\" }", "made of itself"),
  ("vars: { hostname: x }", "it cannot be set"),
  ("vars: { a: [x] }", "variables hold text"),
  ("host: \"${nope}\"", "no variable is named \"nope\""),
  ("host: \"${nope\"", "\"${\" without \"}\""),
  ("vars: { site: x }\nhost: \"${stie}\"", "did you mean \"site\"?"),
])
func faultsInVariablesAreNamed(top: String, words: String) {
  let text = faults(of: manifestText(top: top))
  #expect(text.contains(words), "\(text)")
}

@Test func anExpansionBombOfVariablesIsRefused() {
  var text = "vars:\n  v0: xxxxxxxxxx\n"
  for level in 1...20 { text += "  v\(level): \"\(String(repeating: "${v\(level - 1)}", count: 10))\"\n" }
  #expect(faults(of: manifestText(top: text)).contains("longer than 65536 bytes"))
}

@Test func theDigestDependsOnMeaningAndNotOnForm() throws {
  let digest = try load(manifestText()).digest()
  let same = [
    manifestText().replacing("paths: /home", with: "paths: [\"/home/\"]"),
    manifestText(top: "vars: { unused: 1 } # a comment"),
    manifestText(sources: "").replacing("/srv/vault", with: "../srv/./vault"),
    manifestText(top: "defaults: { source: { checksum: false } }"),
  ]
  for text in same { #expect(try load(text.replacing("../srv", with: "/srv")).digest() == digest) }
  let others = [
    manifestText().replacing("/home", with: "/root"), manifestText(top: "host: other"),
    manifestText(top: "defaults: { source: { checksum: yes } }"), manifestText(jobs: "  x: { from: docs, to: vault }"),
  ]
  for text in others { #expect(try load(text).digest() != digest) }
}

@Test func theOrderOfEntriesDoesNotChangeTheDigest() throws {
  let a = "  a: { paths: /a }"
  let b = "  b: { paths: /b }"
  let forth = try load(manifestText(sources: "\(a)\n\(b)")).digest()
  #expect(try load(manifestText(sources: "\(b)\n\(a)")).digest() == forth)
}

@Test(arguments: [
  "examples/minimal.yaml", "examples/fleet.yaml", "examples/s3.yaml", "examples/azure.yaml", "examples/volumes.yaml",
])
func examplesLoadAndTheirEffectiveManifestIsTheSameManifest(path: String) throws {
  let text = try #require(Checkout.text(path))
  let manifest = try load(text)
  let effective = try manifest.effectiveText()
  #expect(try load(effective).digest() == manifest.digest(), "\(effective)")
}

@Test func theLargeExamplesUseEveryKey() throws {
  let fleet = try #require(Checkout.text("examples/fleet.yaml"))
  let text = try ["examples/s3.yaml", "examples/azure.yaml", "examples/volumes.yaml"].reduce(fleet) {
    $0 + (try #require(Checkout.text($1)))
  }
  let records =
    ManifestShape.providers.descriptions + ManifestShape.sources.descriptions + ManifestShape.targets.descriptions
    + ManifestShape.jobs.descriptions + ManifestShape.volumes.descriptions + ManifestShape.prices.descriptions
    + ManifestReference.innerRecords
  for key in ManifestShape.general.map(\.key) + records.flatMap(\.fields).map(\.key) {
    let isThere = text.contains("\(key):") || key.hasPrefix("within-") || key == "hourly"
    #expect(isThere, "\(key)")
  }
}

@Test func pricesOfATargetGoBeforeItsProviders() throws {
  let manifest = try load(
    manifestText(
      targets: """
          a: { repository: "usb:x/a", password: { env: K } }
          b: { repository: "usb:x/b", password: { env: K } }
        """,
      top: """
        providers: { usb: { type: file, path: /mnt/usb } }
        prices: { usb: { per-gib-month: 0.02 }, b: { per-gib-month: 0.0125 } }
        """))
  let targets = try ["a", "b", "vault"].map { try #require(manifest.target(named: $0)) }
  #expect(targets.map { manifest.prices(for: $0)?.perGiBMonth } == [0.02, 0.0125, nil])
  #expect(targets.map { manifest.localPath(of: $0.location) } == ["/mnt/usb/x/a", "/mnt/usb/x/b", "/srv/vault"])
}
