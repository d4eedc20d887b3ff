import AzureEmulator
import Foundation
import Providers
import ProvidersTesting
import Testing

/// A scene whose manifest names a folder, SeaweedFS and an emulated storage account, each with a container of its own,
/// and a shell in which rclone reaches them.
struct ObjectStage {
  enum Cloud: String, CaseIterable, Sendable {
    case disk, weed, az
  }

  let scene: Scene
  let server: TestServer
  let account: AzureTestAccount
  let container: String

  /// Requests at once; fewer make a transfer slow enough to be caught in its middle.
  var requests = 16

  /// The containers are there already.
  static func play(requests: Int = 16, _ body: (ObjectStage) async throws -> Void) async throws {
    let server = try await TestServer.seaweedFS()
    let account = try await AzureTestAccount.shared()
    try await Scene.play(hasRepository: false) { scene in
      let stage = ObjectStage(
        scene: scene, server: server, account: account, container: "objects-\(UUID().uuidString.lowercased())",
        requests: requests)
      _ = try await server.bucket(stage.container)
      _ = try await account.container(stage.container)
      try scene.shell("mkdir -p disk/\(stage.container)")
      try scene.writePrivate("id.key", server.accessKeyID)
      try scene.writePrivate("secret.key", server.secretAccessKey)
      try scene.writePrivate("account.key", account.settings.accountKey)
      try scene.write("elasto.yaml", stage.manifest)
      try await body(stage)
    }
  }

  func place(_ cloud: Cloud, _ key: String = "") -> String { "\(cloud.rawValue):\(container)/\(key)" }

  @discardableResult
  func run(_ arguments: String...) throws -> Outcome {
    try Program.run(
      Program.elastoSync, ["remote"] + arguments, in: scene.folder, environment: scene.environment)
  }

  /// Runs, and expects that it ends well and says nothing on standard error.
  @discardableResult
  func succeed(_ arguments: String..., location: SourceLocation = #_sourceLocation) throws -> Outcome {
    let outcome = try Program.run(
      Program.elastoSync, ["remote"] + arguments, in: scene.folder, environment: scene.environment)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)", sourceLocation: location)
    return outcome
  }

  /// A script of bash in which `rclone` knows the clouds by their names here.
  func shell(_ script: String) throws -> Outcome {
    try scene.shell(
      """
      set -euo pipefail
      export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_WEED_TYPE=s3 RCLONE_CONFIG_WEED_PROVIDER=Other
      export RCLONE_CONFIG_WEED_ENDPOINT=\(server.endpoint) RCLONE_CONFIG_WEED_ACCESS_KEY_ID=\(server.accessKeyID)
      export RCLONE_CONFIG_WEED_SECRET_ACCESS_KEY=\(server.secretAccessKey)
      export RCLONE_CONFIG_AZ_TYPE=azureblob RCLONE_CONFIG_AZ_ENDPOINT=\(account.endpoint)
      export RCLONE_CONFIG_AZ_ACCOUNT=\(account.settings.accountName) RCLONE_CONFIG_AZ_KEY=\(account.settings.accountKey)
      export RCLONE_CONFIG_DISK_TYPE=alias RCLONE_CONFIG_DISK_REMOTE=$PWD/disk
      export PATH=\(Checkout.folder.path)/.venv/bin:$PATH
      \(script)
      """)
  }

  /// What differs between two trees in names, contents and times.
  func differences(_ left: String, _ right: String) throws -> String {
    try scene.shell("rsync -rtcni --delete --omit-dir-times \(left)/ \(right)/").text
  }

  private var manifest: String {
    """
    version: 1
    host: testing
    providers:
      disk: { type: file, path: disk }
      weed:
        type: s3
        endpoint: "\(server.endpoint)"
        credentials: { access-key-id: { file: id.key }, secret-access-key: { file: secret.key } }
        requests: \(requests)
      az:
        type: azure
        account: \(account.settings.accountName)
        endpoint: "\(account.endpoint)"
        credentials: { shared-key: { file: account.key } }
        requests: \(requests)

    """
  }
}
