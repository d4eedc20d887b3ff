import Foundation
import Glibc
import ResticRepository
import Testing

@testable import ElastoSync

@Suite struct RestorerContentTests {
  @Test(arguments: [true, false])
  func runsOfZerosBecomeHolesWhereAsked(makesHoles: Bool) async throws {
    try await restoring { blobs, out in
      let zeros = [UInt8](repeating: 0, count: 1 << 20)
      var island = zeros
      island[500_000] = 1
      // A blob that does not begin at a block, zeros to the very end.
      let tree = try blobs.store([
        try blobs.file("f", [Array("start".utf8), zeros, zeros, island, zeros]), try blobs.file("z", [zeros]),
      ])
      var options = RestoreOptions()
      options.makesHoles = makesHoles
      options.verifies = true
      let report = try await Restorer(blobs, options: options).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect((report.failureCount, report.verified) == (0, 2))
      let whole = try Data(contentsOf: URL(fileURLWithPath: out + "/f"))
      #expect(whole == Data(Array("start".utf8) + zeros + zeros + island + zeros))
      let blocks = try OpenDirectory(FileSystemPath("/")).lookUp(out + "/f").blocks
      if makesHoles { #expect(blocks * 512 <= 12 * 4096) } else { #expect(blocks * 512 >= 4 << 20) }
    }
  }

  @Test func oneBlobInManyPlacesAndOrders() async throws {
    try await restoring { blobs, out in
      var random = SeededGenerator(seed: 4)
      let pieces: [[UInt8]] = (0..<20).map { number in
        (0..<Int.random(in: 1...9000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) ^ number }
      }
      var expected: [String: [UInt8]] = [:]
      let nodes = try (0..<60).map { number in
        let chosen = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? []
        }
        let name = String(format: "file-%02d", number)
        expected[name] = chosen.flatMap { $0 }
        return try blobs.file(name, chosen)
      }
      let progress = RecordedRestore()
      let report = try await Restorer(blobs, progress: progress).restore(
        tree: try blobs.store(nodes), to: .directory(FileSystemPath(out)))
      #expect((report.files, report.failureCount, progress.files) == (60, 0, 60))
      #expect(progress.bytes == report.bytes)
      for (name, bytes) in expected {
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(out)/\(name)")) == Data(bytes))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: out).count == 60)
    }
  }

  @Test func moreThanABatchHolds() async throws {
    try await restoring { blobs, out in
      let byte = try blobs.file("x", "x")
      var large = byte
      large.name = Array("large".utf8)
      large.content = [StorageID](repeating: try #require(byte.content?.first), count: 1000)
      large.size = UInt64(large.content?.count ?? 0)
      let many = (0..<450).map { number in
        var node = byte
        node.name = Array(String(format: "%06d", number).utf8)
        return node
      }
      let tree = try blobs.store([large, try blobs.directory("many", many)])
      var options = RestoreOptions()
      options.batchLimits.blobs = 300
      options.batchLimits.entries = 100
      let report = try await Restorer(blobs, options: options).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect((report.files, report.failureCount) == (many.count + 1, 0))
      #expect(try Data(contentsOf: URL(fileURLWithPath: out + "/large")).count == large.content?.count)
      #expect(try OpenDirectory(FileSystemPath("/")).lookUp(out + "/many").modified.seconds == 1_000_000_000)
    }
  }

  @Test func lostAndDamagedBlobsCostTheirFilesOnly() async throws {
    try await restoring { blobs, out in
      let lost = try blobs.file("lost", "lost")
      let damaged = try blobs.file("damaged", [Array("good".utf8), Array("bad".utf8)])
      let doubled = try blobs.file("doubled", "twice")
      try blobs.store(Array("twice".utf8))
      let tree = try blobs.store([damaged, doubled, try blobs.file("fine", "fine"), lost])
      blobs.lose(try #require(lost.content?.first))
      blobs.damage(try #require(damaged.content?.last))
      blobs.damage(try #require(doubled.content?.first))
      let report = try await Restorer(blobs).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect(Set(report.failures.map(\.path.displayed)) == ["lost", "damaged"])
      for failure in report.failures { #expect(failure.message.contains("check")) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: out).sorted() == ["doubled", "fine"])
      #expect(try String(contentsOfFile: out + "/doubled", encoding: .utf8) == "twice")
    }
  }

  @Test func hardLinksAcrossDirectoriesAndAnInodeUsedAgain() async throws {
    try await restoring { blobs, out in
      func linked(_ name: String, _ text: String, inode: UInt64, mtime: Int64 = 1_000_000_000) throws -> Node {
        var node = try blobs.file(name, text, mtime: mtime)
        node.inode = inode
        node.deviceID = 9
        node.links = 3
        return node
      }
      let tree = try blobs.store([
        try blobs.directory("d", [try linked("b", "one", inode: 7), try linked("other", "two", inode: 7, mtime: 5)]),
        try linked("a", "one", inode: 7), try linked("zero", "", inode: 8), try linked("zero-2", "", inode: 8),
      ])
      let report = try await Restorer(blobs).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect(report.failureCount == 0)
      let top = try OpenDirectory(FileSystemPath("/"))
      #expect(try top.lookUp(out + "/a").inode == top.lookUp(out + "/d/b").inode)
      #expect(try top.lookUp(out + "/zero").inode == top.lookUp(out + "/zero-2").inode)
      #expect(try top.lookUp(out + "/d/other").links == 1)
      #expect(try String(contentsOfFile: out + "/d/other", encoding: .utf8) == "two")
    }
  }

  @Test func cancellingLeavesWholeFilesOnly() async throws {
    try await restoring { blobs, out in
      let nodes = try (0..<800).map { try blobs.file(String(format: "%05d", $0), [[1], [2, UInt8($0 % 256)]]) }
      let tree = try blobs.store(nodes)
      let started = Canceller()
      let task = Task {
        try await Restorer(blobs, progress: RecordedRestore { started.cancel() }).restore(
          tree: tree, to: .directory(FileSystemPath(out)))
      }
      started.set(task.cancel)
      await #expect(throws: CancellationError.self) { try await task.value }
      let names = try FileManager.default.contentsOfDirectory(atPath: out)
      #expect(names.count < 800)
      #expect(names.allSatisfy { !$0.hasPrefix(".") })
      for name in names {
        #expect(try FileManager.default.attributesOfItem(atPath: "\(out)/\(name)")[.size] as? Int == 3)
      }
      let report = try await Restorer(blobs).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect((report.failureCount, report.unchanged) == (0, names.count))
    }
  }

  @Test(.enabled(if: geteuid() == 0))
  func aFullDiskIsReportedAndLosesNothing() async throws {
    try await restoring { blobs, out in
      mkdir(out, 0o755)
      try TemporaryFolder.run("mount", "-t", "tmpfs", "-o", "size=1m", "none", out)
      defer { umount2(out, Int32(MNT_DETACH)) }
      try Data("as it was".utf8).write(to: URL(fileURLWithPath: out + "/b"))
      let half = { (number: UInt8) in [UInt8](repeating: number, count: 400_000) }
      let tree = try blobs.store([
        try blobs.file("a", [half(1)]), try blobs.file("b", [half(2), half(3)]),
        try blobs.file("c", [half(4), half(5)]),
        try blobs.file("d", "small"),
      ])
      var options = RestoreOptions()
      options.overwrite = .always
      let report = try await Restorer(blobs, options: options).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect(report.failureCount >= 1)
      #expect(report.failures.allSatisfy { $0.message.contains("No space left on device") })
      let names = try FileManager.default.contentsOfDirectory(atPath: out)
      #expect(names.contains("b") && names.allSatisfy { !$0.hasPrefix(".") })
      if report.failures.contains(where: { $0.path.displayed == "b" }) {
        #expect(try String(contentsOfFile: out + "/b", encoding: .utf8) == "as it was")
      }
    }
  }

  private func restoring(_ body: (MemoryBlobs, String) async throws -> Void) async throws {
    try await TemporaryFolder.withFolder { folder in try await body(MemoryBlobs(), folder.path + "/out") }
  }
}
