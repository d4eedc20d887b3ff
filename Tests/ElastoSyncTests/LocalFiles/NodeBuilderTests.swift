import Cryptography
import Foundation
import ResticRepository
import Testing

@testable import ElastoSync

/// restic records a tree of every awkward member, and our nodes of the same files must be the same bytes.
@Suite struct NodeBuilderTests {
  @Test(arguments: ["UTC", "Europe/Berlin"])
  func nodesAreThoseOfRestic(zone: String) async throws {
    try await TemporaryFolder.withFolder { folder in
      let source = folder.path + "/source"
      try TemporaryFolder.run(Checkout.root + "/scripts/awkward-tree", source)
      let environment = [
        "RESTIC_PASSWORD": "p", "RESTIC_REPOSITORY": folder.path + "/repository", "TZ": zone,
        "RESTIC_CACHE_DIR": folder.path + "/cache",
      ]
      try TemporaryFolder.run("restic", "init", environment: environment)
      try TemporaryFolder.run("restic", "backup", "--host", "h", source, environment: environment)
      let stored = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/repository/snapshots")
      let snapshot = try Snapshot(
        decoding: Array(
          try TemporaryFolder.run("restic", "cat", "snapshot", #require(stored.first), environment: environment).utf8))
      let top = try tree(snapshot.tree, environment)
      let parts = source.split(separator: "/")
      // The folders on the way are recorded too, and links on the way are followed.
      var walked = try OpenDirectory(FileSystemPath("/"))
      var nodes = top
      let builder = NodeBuilder(zone: try #require(LocalZone.named(zone)))
      for part in parts {
        walked = try walked.directory(Array(part.utf8), followingLinks: true)
        let recorded = try #require(nodes[Array(part.utf8)])
        var built = try builder.node(forDirectory: walked, name: Array(part.utf8))
        built.subtree = recorded.subtree
        // Time stamps of the folders above change while the test runs.
        if part == parts.last { #expect(built == recorded) }
        nodes = try tree(try #require(recorded.subtree), environment)
      }
      var compared = 0
      try compare(walked, nodes, builder, environment, &compared)
      #expect(compared > 150)
      #expect(builder.takeProblems().isEmpty)
    }
  }

  private func compare(
    _ directory: OpenDirectory, _ recorded: Tree, _ builder: NodeBuilder, _ environment: [String: String],
    _ compared: inout Int
  ) throws {
    let listing = try DirectoryLister().list(directory)
    let kept = listing.entries.filter { $0.status.mode & S_IFMT != S_IFSOCK }
    #expect(kept.map(\.name) == recorded.nodes.map(\.name))
    for (entry, expected) in zip(kept, recorded.nodes) {
      var built = try builder.node(for: entry, in: directory)
      built.content = expected.content
      built.subtree = expected.subtree
      var expected = expected
      switch built.kind {
      case .symlink:
        // restic 0.14 does not look at a link's attributes, and puts U+FFFD where a target is not UTF-8.
        built.extendedAttributes = []
        if String(validating: built.linkTarget, as: UTF8.self) == nil { expected.linkTarget = built.linkTarget }
      case .fifo, .socket:
        if built.links > 1 { built.links = 0 }
      default: break
      }
      // Attribute names pass through restic's JSON, where bytes that are not UTF-8 are lost; these are UTF-8.
      #expect(built == expected)
      compared += 1
      if let subtree = expected.subtree, entry.status.isDirectory {
        try compare(
          directory.directory(entry.name), tree(subtree, environment), builder, environment, &compared)
      }
    }
  }

  private func tree(_ id: StorageID, _ environment: [String: String]) throws -> Tree {
    let text = try TemporaryFolder.run("restic", "cat", "blob", id.hex, "--no-cache", environment: environment)
    return try Tree(decoding: Array(text.utf8))
  }
}
