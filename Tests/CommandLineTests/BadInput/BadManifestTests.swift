import Foundation
import Testing

@Suite("Bad input: manifests")
struct BadManifestTests {
  @Test("all faults come at once, each with its place and the text under a caret")
  func faults() async throws {
    try await Scene.play { scene in
      try scene.write(
        "elasto.yaml",
        """
        version: 1
        sources:
          files: { path: [/home] }
        targets:
          vault: { repository: vault, password: { file: vault.key }, retention: { } }
        jobs:
          nightly: { from: [file], to: [vault] }
          weekly: { from: [files], to: [vault], schedule: { at: "25:00" } }

        """)
      let outcome = try scene.run("plan")
      #expect(outcome.status == 1)
      for text in [
        "elasto.yaml:3:12", "did you mean \"paths\"?", "elasto.yaml:7:", "did you mean \"files\"?", "25:00", "^~",
      ] {
        #expect(outcome.errors.contains(text), "\(text) in \(outcome.errors)")
      }
      #expect(outcome.text.isEmpty)
    }
  }

  @Test(
    "what is no manifest is named, with the way out",
    arguments: [
      ("{ version: 1, sources: [", "elasto.yaml:"), ("version: 2\n", "version"), ("", "version"),
      ("a: &a [*a]\n", "elasto.yaml:1"), ("version: 1\nversion: 1\n", "elasto.yaml:2:1"),
      ("version: 1\nsources:\n  media: { remote: \"aws:x/\" }\n", "not yet built"), ("\u{0}", "elasto.yaml"),
    ])
  func noManifest(text: String, mentions: String) async throws {
    try await Scene.play(hasRepository: false) { scene in
      try scene.write("elasto.yaml", text)
      let outcome = try scene.run("validate")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(mentions), "\(outcome.errors)")
    }
  }

  @Test("a manifest that is not there is named, with where it was looked for")
  func missing() async throws {
    try await Scene.play(hasRepository: false) { scene in
      try FileManager.default.removeItem(atPath: scene.path("elasto.yaml"))
      let outcome = try scene.run("plan")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("./elasto.yaml") && outcome.errors.contains("-f FILE"))
      #expect(try scene.run("-f", "other.yaml", "plan").errors.contains("other.yaml"))
    }
  }

  @Test("a manifest that others can write, and a secret that others can read, are refused")
  func permissions() async throws {
    try await Scene.play { scene in
      try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: scene.path("elasto.yaml"))
      let open = try scene.run("plan")
      #expect(open.status == 1 && open.errors.contains("elasto.yaml"), "\(open.errors)")
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: scene.path("elasto.yaml"))
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: scene.path("vault.key"))
      let secret = try scene.run("snapshots")
      #expect(secret.status == 1 && secret.errors.contains("vault.key"), "\(secret.errors)")
      #expect(!secret.errors.contains(Scene.password))
    }
  }
}
