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

    var remote: RemoteStage {
      RemoteStage(
        scene: scene,
        access: """
          export AWS_ACCESS_KEY_ID=\(server.accessKeyID) AWS_SECRET_ACCESS_KEY=\(server.secretAccessKey)
          export RESTIC_REPOSITORY=s3:\(server.endpoint)/\(bucket)/fleet/one
          """)
    }
  }

  @Test("init, apply, restic checks and restores, ours restores, restic backs up beside it")
  func roundTrip() async throws {
    try await Stage.play { stage in
      try stage.remote.roundTrip()
      let adHoc = try stage.remote.shell("$elasto -r $RESTIC_REPOSITORY --password-file vault.key snapshots")
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
