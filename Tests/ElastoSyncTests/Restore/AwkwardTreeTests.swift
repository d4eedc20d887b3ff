import Foundation
import Providers
import ResticRepository
import Secrets
import Testing

@testable import ElastoSync

/// Everything that a backup likes to lose comes back: rsync finds no difference in content, times, owners, modes, links,
/// ACLs or attributes.
@Suite struct AwkwardTreeTests {
  @Test func comesBackFromOurNodesAsItWas() async throws {
    try await TemporaryFolder.withFolder { folder in
      let source = folder.path + "/source"
      try TemporaryFolder.run(Checkout.root + "/scripts/awkward-tree", source)
      let blobs = try MemoryBlobs()
      let directory = try OpenDirectory(FileSystemPath(source))
      var top = try NodeBuilder(zone: .utc).node(forDirectory: directory, name: Array("source".utf8))
      top.subtree = try blobs.backUp(directory)
      let tree = try blobs.store([top])
      var options = RestoreOptions()
      options.verifies = true
      let report = try await Restorer(blobs, options: options).restore(
        tree: tree, path: FileSystemPath("source"), to: .directory(FileSystemPath(folder.path + "/out")))
      #expect(report.failures.map(\.description) == [])
      #expect(report.verified > 70)
      try expectSame(source, folder.path + "/out")
      try expectSameLinks(source, folder.path + "/out")
    }
  }

  @Test func comesBackFromResticsSnapshotAsItWas() async throws {
    try await TemporaryFolder.withFolder { folder in
      let source = folder.path + "/source"
      try TemporaryFolder.run(Checkout.root + "/scripts/awkward-tree", "--for-restic", source)
      let environment = [
        "RESTIC_PASSWORD": "p", "RESTIC_REPOSITORY": folder.path + "/repository",
        "RESTIC_CACHE_DIR": folder.path + "/cache",
      ]
      try TemporaryFolder.run("restic", "init", environment: environment)
      try TemporaryFolder.run("restic", "backup", "--host", "h", source, environment: environment)
      let password = Array("p".utf8).withUnsafeBytes { SecretBytes(copying: $0) }
      let repository = try await Repository.open(
        at: FileStore(root: folder.path + "/repository"), password: password)
      let snapshot = try #require(try await repository.listSnapshots().first?.snapshot)
      let report = try await Restorer(repository).restore(
        tree: snapshot.tree, path: FileSystemPath(source), to: .directory(FileSystemPath(folder.path + "/part")))
      #expect(report.failures.map(\.description) == [])
      try expectSame(source, folder.path + "/part")
      _ = try await Restorer(repository).restore(
        tree: snapshot.tree, to: .directory(FileSystemPath(folder.path + "/whole")))
      try expectSame(source, folder.path + "/whole" + source)
    }
  }

  private func expectSame(_ source: String, _ restored: String) throws {
    let differences = try TemporaryFolder.run(
      "rsync", "-aHAXnic", "--delete", source + "/", restored + "/", environment: ["LC_ALL": "C"])
    #expect(differences == "")
  }

  /// What rsync does not compare: hard links of fifos and links, link targets' bytes, times of links and fifos.
  private func expectSameLinks(_ source: String, _ restored: String) throws {
    let format = "%P\\0%y\\0%n\\0%l\\0%T@\\0%U\\0%G\\0%m\\0"
    let listings = try [source, restored].map { folder in
      try TemporaryFolder.run("find", folder, "-mindepth", "1", "-type", "l,p,s,c,b", "-printf", format)
    }
    #expect(listings[0].split(separator: "\0").count > 150)
    #expect(Array(listings[0].utf8) == Array(listings[1].utf8))
  }
}
