import Foundation
import ProvidersTesting
import Testing

/// A scene whose repository lies on a server, and a shell in which restic reaches it there.
struct RemoteStage {
  let scene: Scene
  /// Lines of bash that tell restic where the repository is, and how it gets in.
  let access: String

  /// A bash script with restic set up for the repository.
  func shell(_ script: String) throws -> Outcome {
    try scene.shell(
      """
      set -euo pipefail
      export RESTIC_PASSWORD_FILE=vault.key RESTIC_CACHE_DIR=$PWD/restic-cache
      \(access)
      \(script)
      """)
  }

  /// What rsync would have to change in a restored tree; nothing when it is the same.
  func differences(in folder: String) throws -> String {
    try shell("rsync -aHAXnic --delete files/ \(folder)$PWD/files/").text
  }

  /// Init, apply, restic checks and restores, ours restores, restic backs up beside it.
  func roundTrip() throws {
    let tree = Checkout.folder.appendingPathComponent("scripts/awkward-tree").path
    // restic brings back hard links of files only.
    #expect(try shell("rm -r files; \(tree) --for-restic $PWD/files; rm files/specials/null-b").status == 0)
    #expect(try shell("head -c 40000000 /dev/urandom > files/noise").status == 0)
    #expect(try scene.run("init").status == 0)
    let first = try scene.run("apply", "--auto-approve")
    #expect(first.status == 0 && first.errors.isEmpty, "\(first.errors)")

    let check = try shell("restic check --read-data")
    #expect(check.status == 0 && check.text.contains("no errors were found"), "\(check.text)\(check.errors)")
    #expect(try shell("restic restore latest --target theirs").status == 0)
    #expect(try differences(in: "theirs") == "")
    let restore = try scene.run("restore", "latest", "--to", "ours")
    #expect(restore.status == 0, "\(restore.errors)")
    #expect(try differences(in: "ours") == "")

    let again = try scene.run("apply", "--auto-approve", "--json").objects(of: "snapshot_saved")
    #expect(again.first?["bytes_read"] as? Int == 0)
    let backup = try shell("restic backup --json $PWD/files | tail -n 1 | jq -r .data_blobs")
    #expect(backup.text == "0\n", "\(backup.text)\(backup.errors)")
    #expect(try scene.run("forget", "--keep-last", "1", "--prune").status == 0)
    let ours = try scene.run("check", "--read-data")
    #expect(ours.status == 0 && ours.errors.isEmpty, "\(ours.errors)")
    #expect(try shell("restic check --read-data").status == 0)
  }
}
