import AzureEmulator
import Foundation
import Providers
import ProvidersTesting
import Secrets
import Testing

/// The whole way on an emulated storage account: our program, and restic on the same repository by two ways of its own.
@Suite("A repository on Azure")
struct AzureRepositoryTests {
  /// A scene whose manifest names a container of its own on an account.
  private struct Stage {
    let scene: Scene
    let account: AzureTestAccount
    let container = "cli-\(UUID().uuidString.lowercased())"

    static func play(port: Int = 0, _ body: (Stage) async throws -> Void) async throws {
      let account = try await AzureTestAccount { $0.port = port }
      try await Scene.play(hasRepository: false) { scene in
        let stage = Stage(scene: scene, account: account)
        _ = try await account.container(stage.container)
        try scene.writePrivate("account.key", account.settings.accountKey)
        try scene.writePrivate("connection", account.connectionString)
        try scene.write("elasto.yaml", stage.manifest())
        try await body(stage)
      }
      try await account.emulator.stop()
    }

    func manifest(
      credentials: String = "{ shared-key: { file: account.key } }", container: String? = nil
    ) -> String {
      """
      version: 1
      host: testing
      providers:
        az:
          type: azure
          account: \(account.settings.accountName)
          endpoint: "\(account.endpoint)"
          credentials: \(credentials)
      sources:
        files: { paths: [\(scene.path("files"))] }
      targets:
        vault: { repository: "az:\(container ?? self.container)/fleet/one", password: { file: vault.key } }
      jobs:
        nightly: { from: [files], to: [vault] }

      """
    }
  }

  /// The one port that restic 0.14 knows for the account of development.
  @Test("restic by itself checks, restores and backs up beside ours")
  func roundTripWithRestic() async throws {
    try await Stage.play(port: 10_000) { stage in
      let remote = RemoteStage(
        scene: stage.scene,
        access: """
          export AZURE_ACCOUNT_NAME=\(stage.account.settings.accountName)
          export AZURE_ACCOUNT_KEY=\(stage.account.settings.accountKey)
          export RESTIC_REPOSITORY=azure:\(stage.container):/fleet/one
          """)
      try remote.roundTrip()
      let adHoc = try remote.shell("$elasto -r $RESTIC_REPOSITORY --password-file vault.key snapshots")
      #expect(adHoc.status == 0, "\(adHoc.errors)")
    }
  }

  @Test("restic through rclone checks, restores and backs up beside ours")
  func roundTripThroughRclone() async throws {
    try await Stage.play { stage in
      let rclone = Checkout.folder.appendingPathComponent(".venv/bin/rclone").path
      let remote = RemoteStage(
        scene: stage.scene,
        access: """
          export RCLONE_CONFIG=$PWD/none RCLONE_CONFIG_AZ_TYPE=azureblob RCLONE_CONFIG_AZ_ENDPOINT=\(stage.account.endpoint)
          export RCLONE_CONFIG_AZ_ACCOUNT=\(stage.account.settings.accountName)
          export RCLONE_CONFIG_AZ_KEY=\(stage.account.settings.accountKey)
          export RESTIC_REPOSITORY=rclone:az:\(stage.container)/fleet/one
          restic() { command restic -o rclone.program=\(rclone) "$@"; }
          """)
      try remote.roundTrip()
    }
  }

  @Test("a connection string opens the account, and so does a signature for the container")
  func otherCredentials() async throws {
    try await Stage.play { stage in
      let scene = stage.scene
      try scene.write("elasto.yaml", stage.manifest(credentials: "{ connection-string: { file: connection } }"))
      #expect(try scene.run("init").status == 0)
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      let signature = try await stage.account.container(stage.container).containerSignature(
        permissions: "rcwdl", seconds: 3600)
      try scene.writePrivate("sas", signature.withBytes { String(decoding: $0, as: UTF8.self) })
      try scene.write("elasto.yaml", stage.manifest(credentials: "{ shared-access-signature: { file: sas } }"))
      let check = try scene.run("check", "--read-data")
      #expect(check.status == 0, "\(check.errors)")
    }
  }

  @Test("a wrong key, a container that is not there: one sentence with the way out, and no secret in it")
  func badInput() async throws {
    try await Stage.play { stage in
      let scene = stage.scene
      try scene.writePrivate("wrong.key", "aHVudGVyMg==")
      try scene.write("elasto.yaml", stage.manifest(credentials: "{ shared-key: { file: wrong.key } }"))
      let refused = try scene.run("init")
      #expect(refused.status == 1 && !refused.errors.contains("aHVudGVyMg"), "\(refused.errors)")
      #expect(refused.errors.split(separator: "\n").count == 1 && refused.errors.contains("key"), "\(refused.errors)")

      try scene.write("elasto.yaml", stage.manifest(container: "not-there-\(stage.container)"))
      let missing = try scene.run("apply", "--auto-approve")
      #expect(missing.status != 0 && missing.errors.contains("container"), "\(missing.errors)")
      #expect(missing.errors.contains("not-there-\(stage.container)"), "\(missing.errors)")
    }
  }
}
