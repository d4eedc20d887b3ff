import Foundation
import Glibc
import ResticRepository
import Testing

@testable import ElastoSync

@Suite struct RestorerTests {
  // MARK: What exists already

  @Test(arguments: [
    (RestoreOptions.Overwrite.never, ["same": "same", "changed": "mine!", "new": "new"], 1, 1, 1),
    (.ifChanged, ["same": "same", "changed": "theirs", "new": "new"], 2, 1, 0),
    (.always, ["same": "SAME", "changed": "theirs", "new": "new"], 3, 0, 0),
  ])
  func overwriting(
    overwrite: RestoreOptions.Overwrite, expected: [String: String], files: Int, unchanged: Int, kept: Int
  ) async throws {
    try await restoring { blobs, folder, out in
      try folder.write("out/same", "same")
      try folder.write("out/changed", "mine!")
      var times = [timespec(tv_sec: 5, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 7)]
      utimensat(AT_FDCWD, out + "/same", &times, 0)
      // Size and time are those of the existing file, which is how a changed one is told from an equal one.
      let tree = try blobs.store([
        try blobs.file("changed", "theirs"), try blobs.file("new", "new"), try blobs.file("same", "SAME"),
      ])
      var options = RestoreOptions()
      options.overwrite = overwrite
      let report = try await Restorer(blobs, options: options).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect(report.failureCount == 0)
      #expect((report.files, report.unchanged, report.kept) == (files, unchanged, kept))
      for (name, text) in expected {
        #expect(try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8) == text)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: out).count == 3)
      if overwrite == .ifChanged { #expect(try status(out + "/same").mode & 0o777 == 0o640) }
    }
  }

  @Test func aSecondRestoreChangesNothing() async throws {
    try await restoring { blobs, _, out in
      let tree = try blobs.store([
        try blobs.directory("d", [try blobs.file("a", "a")]), try blobs.file("empty", ""),
        try blobs.file("f", [[1, 2], [3]]), blobs.link("l", to: "f"),
      ])
      let first = try await Restorer(blobs).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect((first.files, first.directories, first.others, first.bytes) == (3, 1, 1, 4))
      let second = try await Restorer(blobs).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect((second.files, second.unchanged, second.kept, second.failureCount) == (0, 4, 0, 0))
    }
  }

  @Test func whatAKilledRestoreLeftIsFinished() async throws {
    try await restoring { blobs, folder, out in
      let tree = try blobs.store([try blobs.directory("d", [try blobs.file("f", "whole")], mode: 0o750)])
      mkdir(out, 0o755)
      mkdir(out + "/d", 0o700)
      chmod(out + "/d", RestoreWalk.unfinishedMode)
      let left = String(decoding: TargetFile.temporaryName(for: Array("f".utf8)), as: UTF8.self)
      try folder.write("out/d/\(left)", "a part")
      let report = try await Restorer(blobs).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect(report.failureCount == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: out + "/d") == ["f"])
      #expect(try status(out + "/d").mode & 0o7777 == 0o750)
      #expect(try status(out + "/d").modified.seconds == 1_000_000_000)
    }
  }

  @Test func aDirectoryIsNotReplacedByAFileUnlessEmpty() async throws {
    try await restoring { blobs, folder, out in
      try folder.write("out/full/inside", "x")
      mkdir(out + "/void", 0o755)
      let tree = try blobs.store([try blobs.file("full", "f"), try blobs.file("void", "v")])
      var options = RestoreOptions()
      options.overwrite = .always
      let report = try await Restorer(blobs, options: options).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect(report.failures.map(\.path.displayed) == ["full"])
      #expect(try String(contentsOfFile: out + "/full/inside", encoding: .utf8) == "x")
      #expect(try String(contentsOfFile: out + "/void", encoding: .utf8) == "v")
    }
  }

  @Test func anAclOfTheDestinationIsNotInherited() async throws {
    try await restoring { blobs, _, out in
      mkdir(out, 0o755)
      try TemporaryFolder.run("setfacl", "-d", "-m", "u:1:rwx", out)
      let tree = try blobs.store([
        try blobs.directory("d", [try blobs.file("inner", "x"), blobs.link("l", to: "x")]), try blobs.file("f", "x"),
      ])
      let report = try await Restorer(blobs).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect(report.failureCount == 0)
      let lists = try TemporaryFolder.run("getfacl", "-cpR", out + "/d", out + "/f")
      #expect(!lists.contains("user:1") && !lists.contains("daemon"))
    }
  }

  // MARK: Which part

  @Test func onlyWhatIsIncludedAndNotExcluded() async throws {
    try await restoring { blobs, _, out in
      let tree = try blobs.store([
        try blobs.directory("a", [try blobs.file("x.txt", "1"), try blobs.file("y.bin", "2")]),
        try blobs.directory(
          "b", [try blobs.directory("keep", [try blobs.file("y.bin", "3"), try blobs.file("z", "4")])]),
        try blobs.directory("c", [try blobs.file("y.bin", "5")]),
      ])
      var options = RestoreOptions()
      options.include = try GlobList(["*.txt", "/b/keep"])
      options.exclude = try GlobList(["*.bin"])
      let report = try await Restorer(blobs, options: options).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect(report.failureCount == 0)
      #expect(
        try TemporaryFolder.run("find", out, "-mindepth", "1", "-printf", "%P\n").split(separator: "\n").sorted()
          == ["a", "a/x.txt", "b", "b/keep", "b/keep/z"])
    }
  }

  @Test func aPartOfASnapshotGoesRightIntoTheDestination() async throws {
    try await restoring { blobs, _, out in
      let tree = try blobs.store([
        try blobs.directory("home", [try blobs.directory("a", [try blobs.file("x", "1")], mode: 0o711)])
      ])
      let restorer = Restorer(blobs)
      _ = try await restorer.restore(tree: tree, path: FileSystemPath("/home/a/"), to: .directory(FileSystemPath(out)))
      #expect(try String(contentsOfFile: out + "/x", encoding: .utf8) == "1")
      #expect(try status(out).mode & 0o777 == 0o711)
      _ = try await restorer.restore(
        tree: tree, path: FileSystemPath("home/a/x"), to: .directory(FileSystemPath(out + "/one/file")))
      #expect(try String(contentsOfFile: out + "/one/file/x", encoding: .utf8) == "1")
      let error = await #expect(throws: RepositoryError.self) {
        try await restorer.restore(tree: tree, path: FileSystemPath("/home/b"), to: .directory(FileSystemPath(out)))
      }
      #expect(error?.code == .missing)
      #expect(error?.message.contains("/home/b") == true)
    }
  }

  @Test func inPlaceMakesWhatIsMissingOnTheWayAndLeavesTheRest() async throws {
    try await restoring { blobs, folder, out in
      mkdir(out, 0o755)
      chmod(out, 0o751)
      var node = try blobs.directory("gone", [try blobs.file("x", "1")], mode: 0o750)
      node = try blobs.directory("out", [node, try blobs.file("other", "2")], mode: 0o700)
      for name in folder.path.split(separator: "/").reversed() {
        node = try blobs.directory(String(name), [node, try blobs.file("zzz-never", "n")], mode: 0o700)
      }
      let tree = try blobs.store([node])
      let report = try await Restorer(blobs).restore(
        tree: tree, path: FileSystemPath(out + "/gone/x"), to: .inPlace)
      #expect(report.failureCount == 0)
      #expect((report.files, report.directories) == (1, 1))
      #expect(try String(contentsOfFile: out + "/gone/x", encoding: .utf8) == "1")
      #expect(try status(out + "/gone").mode & 0o777 == 0o750)
      #expect(try status(out).mode & 0o777 == 0o751)
      #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["gone"])
    }
  }

  @Test func deletingOthersSparesWhatIsExcluded() async throws {
    try await restoring { blobs, folder, out in
      for name in ["d/old", "d/kept.keep", "gone/x/y", "half/a.keep", "half/b", "f"] { try folder.write("out/\(name)") }
      let tree = try blobs.store([try blobs.directory("d", [try blobs.file("new", "n")]), try blobs.file("f", "f")])
      var options = RestoreOptions()
      options.deletesOthers = true
      options.exclude = try GlobList(["*.keep"])
      options.isDryRun = true
      let foretold = try await Restorer(blobs, options: options).restore(
        tree: tree, to: .directory(FileSystemPath(out)))
      options.isDryRun = false
      let report = try await Restorer(blobs, options: options).restore(tree: tree, to: .directory(FileSystemPath(out)))
      #expect(report.failureCount == 0)
      #expect(report.deleted == foretold.deleted)
      #expect(
        try TemporaryFolder.run("find", out, "-type", "f", "-printf", "%P\n").split(separator: "\n").sorted()
          == ["d/kept.keep", "d/new", "f", "half/a.keep"])
    }
  }

  @Test func aDryRunListsEverythingAndTouchesNothing() async throws {
    try await restoring { blobs, folder, out in
      let tree = try blobs.store([
        try blobs.directory("d", [try blobs.directory("e", [try blobs.file("f", "12345")])]), blobs.link("l", to: "x"),
      ])
      var options = RestoreOptions()
      options.isDryRun = true
      let listing = RecordedRestore()
      let report = try await Restorer(blobs, options: options, progress: listing).restore(
        tree: tree, to: .directory(FileSystemPath(out)))
      #expect(
        listing.items.map { "\($0.action) \($0.path.displayed)" }
          == ["create d", "create d/e", "create d/e/f", "create l"])
      #expect((report.files, report.bytes) == (1, 5))
      #expect(access(out, F_OK) != 0)
    }
  }

  private func restoring(_ body: (MemoryBlobs, TemporaryFolder, String) async throws -> Void) async throws {
    try await TemporaryFolder.withFolder { folder in
      try await body(MemoryBlobs(), folder, folder.path + "/out")
    }
  }

  private func status(_ path: String) throws -> FileStatus { try OpenDirectory(FileSystemPath("/")).lookUp(path) }
}
