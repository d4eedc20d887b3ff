import Foundation
import ProvidersTesting
import Testing

/// The whole way on a real S3 server: our program, restic over S3 on the same repository, and rsync as the judge.
@Suite("A repository on S3")
struct S3RepositoryTests {
  /// A scene whose manifest names a bucket of its own on SeaweedFS, and a shell in which restic reaches it.
  private struct Stage {
    let scene: Scene
    let bucket: String
    let server: TestServer

    static func play(_ body: (Stage) async throws -> Void) async throws {
      let server = try await TestServer.seaweedFS()
      try await Scene.play(hasRepository: false) { scene in
        let stage = Stage(scene: scene, bucket: "cli-\(UUID().uuidString.lowercased())", server: server)
        _ = try await server.bucket(stage.bucket)
        try scene.writePrivate("id.key", server.accessKeyID)
        try scene.writePrivate("secret.key", server.secretAccessKey)
        try scene.write("elasto.yaml", stage.manifest(secret: "secret.key"))
        try await body(stage)
      }
    }

    func manifest(secret: String, bucket: String? = nil) -> String {
      """
      version: 1
      host: testing
      providers:
        weed:
          type: s3
          endpoint: "\(server.endpoint)"
          credentials: { access-key-id: { file: id.key }, secret-access-key: { file: \(secret) } }
      sources:
        files: { paths: [\(scene.path("files"))] }
      targets:
        vault: { repository: "weed:\(bucket ?? self.bucket)/fleet/one", password: { file: vault.key } }
      jobs:
        nightly: { from: [files], to: [vault] }

      """
    }

    /// A bash script with restic set up for the repository.
    func shell(_ script: String) throws -> Outcome {
      try scene.shell(
        """
        set -euo pipefail
        export AWS_ACCESS_KEY_ID=\(server.accessKeyID) AWS_SECRET_ACCESS_KEY=\(server.secretAccessKey)
        export RESTIC_REPOSITORY=s3:\(server.endpoint)/\(bucket)/fleet/one RESTIC_PASSWORD_FILE=vault.key
        export RESTIC_CACHE_DIR=$PWD/restic-cache
        \(script)
        """)
    }

    /// What rsync would have to change in a restored tree; nothing when it is the same.
    func differences(in folder: String) throws -> String {
      try shell("rsync -aHAXnic --delete files/ \(folder)$PWD/files/").text
    }
  }

  @Test("init, apply, restic checks and restores, ours restores, restic backs up beside it")
  func roundTrip() async throws {
    try await Stage.play { stage in
      let scene = stage.scene
      let tree = Checkout.folder.appendingPathComponent("scripts/awkward-tree").path
      // restic brings back hard links of files only.
      #expect(try stage.shell("rm -r files; \(tree) --for-restic $PWD/files; rm files/specials/null-b").status == 0)
      #expect(try stage.shell("head -c 40000000 /dev/urandom > files/noise").status == 0)
      #expect(try scene.run("init").status == 0)
      let first = try scene.run("apply", "--auto-approve")
      #expect(first.status == 0 && first.errors.isEmpty, "\(first.errors)")

      let check = try stage.shell("restic check --read-data")
      #expect(check.status == 0 && check.text.contains("no errors were found"), "\(check.text)\(check.errors)")
      #expect(try stage.shell("restic restore latest --target theirs").status == 0)
      #expect(try stage.differences(in: "theirs") == "")
      let restore = try scene.run("restore", "latest", "--to", "ours")
      #expect(restore.status == 0, "\(restore.errors)")
      #expect(try stage.differences(in: "ours") == "")

      let again = try scene.run("apply", "--auto-approve", "--json").objects(of: "snapshot_saved")
      #expect(again.first?["bytes_read"] as? Int == 0)
      let backup = try stage.shell("restic backup --json $PWD/files | tail -n 1 | jq -r .data_blobs")
      #expect(backup.text == "0\n", "\(backup.text)\(backup.errors)")
      #expect(try scene.run("forget", "--keep-last", "1", "--prune").status == 0)
      let ours = try scene.run("check", "--read-data")
      #expect(ours.status == 0 && ours.errors.isEmpty, "\(ours.errors)")
      #expect(try stage.shell("restic check --read-data").status == 0)
      let adHoc = try stage.shell("$elasto -r $RESTIC_REPOSITORY --password-file vault.key snapshots")
      #expect(adHoc.status == 0, "\(adHoc.errors)")
    }
  }

  @Test("a wrong secret, a bucket that is not there: one sentence with the way out, and no secret in it")
  func badInput() async throws {
    try await Stage.play { stage in
      let scene = stage.scene
      try scene.writePrivate("wrong.key", "hunter2-is-wrong")
      try scene.write("elasto.yaml", stage.manifest(secret: "wrong.key"))
      let refused = try scene.run("init")
      #expect(refused.status == 1 && !refused.errors.contains("hunter2"), "\(refused.errors)")
      #expect(
        refused.errors.split(separator: "\n").count == 1 && refused.errors.contains("access key"), "\(refused.errors)")

      try scene.write("elasto.yaml", stage.manifest(secret: "secret.key", bucket: "not-there-\(stage.bucket)"))
      let missing = try scene.run("apply", "--auto-approve")
      #expect(missing.status != 0 && missing.errors.contains("bucket"), "\(missing.errors)")
      #expect(missing.errors.contains("not-there-\(stage.bucket)"), "\(missing.errors)")
    }
  }

  @Test("a server that does not answer is named while it is asked again")
  func retriesAreSaid() async throws {
    try await Scene.play(hasRepository: false) { scene in
      try scene.writePrivate("some.key", "key")
      // Nothing listens on port 1.
      try scene.write(
        "elasto.yaml",
        """
        version: 1
        host: testing
        providers:
          gone:
            type: s3
            endpoint: "http://127.0.0.1:1"
            credentials: { access-key-id: { file: some.key }, secret-access-key: { file: some.key } }
        sources:
          files: { paths: [\(scene.path("files"))] }
        targets:
          vault: { repository: "gone:bucket", password: { file: vault.key } }
        jobs:
          nightly: { from: [files], to: [vault] }

        """)
      let program = try Program.start(
        Program.elastoSync, ["init"], in: scene.folder, environment: scene.environment)
      let errors = program.scratch.appendingPathComponent("err")
      let said = try await eventually {
        String(decoding: try Data(contentsOf: errors), as: UTF8.self).contains("tried again in")
      }
      kill(program.process.processIdentifier, SIGINT)
      let outcome = try program.finish()
      #expect(said && outcome.errors.contains("127.0.0.1"), "\(outcome.errors)")
      #expect(outcome.status == 130)
    }
  }

  private func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<300 {
      if try condition() { return true }
      try await Task.sleep(for: .milliseconds(100))
    }
    return false
  }
}
