import Manifest
import Testing

@testable import ElastoSync

private func faults(exclude: String, at: String = "daily") -> String {
  let text = """
    version: 1
    sources: { all: { paths: /, exclude: [\(exclude)] } }
    targets: { vault: { repository: /srv/backup/vault, password: { env: KEY } } }
    jobs: { nightly: { from: all, to: vault, schedule: { at: "\(at)" } } }
    """
  do throws(ManifestErrors) {
    _ = try ManifestLoader(environment: .withRules()).load(text: text, name: "elasto.yaml")
    return ""
  } catch {
    return error.description
  }
}

@Test(arguments: ["/srv", "/srv/*/vault", "backup/", "**/vault"])
func aPatternThatLeavesTheTargetOutLetsItLieInItsSource(pattern: String) {
  #expect(faults(exclude: "\"\(pattern)\"") == "")
}

@Test(arguments: ["/srv/backups", "\"*.tmp\"", "/srv, \"!/srv\""])
func otherPatternsDoNot(patterns: String) {
  #expect(faults(exclude: patterns).contains("lies inside"))
}

@Test func calendarsAndPatternsAreCheckedWithTheManifest() {
  let found = faults(exclude: "/srv, \"!\"", at: "Moonday 03:00")
  #expect(found.contains("elasto.yaml:2:"), "\(found)")
  #expect(found.contains("elasto.yaml:4:"), "\(found)")
}
