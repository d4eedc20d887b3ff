import Foundation
import Glibc
import ResticRepository
import Testing

@testable import ElastoSync

/// A snapshot made to write elsewhere, and a destination made to lead elsewhere.
@Suite struct RestorerSafetyTests {
  @Test(arguments: ["..", ".", "", "a/b", "../outside/planted", "/outside/planted", "nul\0byte"])
  func aNameThatIsNoNameIsRefused(name: String) async throws {
    try await withPlaces { blobs, folder, outside in
      let tree = try blobs.store([
        try blobs.directory(name, [try blobs.file("planted", "evil")]), try blobs.file(name, "evil"),
        blobs.link(name, to: "x"), try blobs.file("good", "good"),
      ])
      let report = try await Restorer(blobs).restore(tree: tree, to: .directory(FileSystemPath(folder.path + "/out")))
      #expect(report.failureCount == 3)
      #expect(report.files == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out") == ["good"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == ["untouched"])
    }
  }

  @Test(arguments: RestoreOptions.Overwrite.allCases)
  func aLinkWhereTheSnapshotHasADirectoryIsNeitherFollowedNorRemoved(overwrite: RestoreOptions.Overwrite) async throws {
    try await withPlaces { blobs, folder, outside in
      mkdir(folder.path + "/out", 0o755)
      symlink("../outside", folder.path + "/out/way")
      let tree = try blobs.store([
        try blobs.directory("way", [try blobs.file("planted", "evil"), try blobs.directory("deeper", [])])
      ])
      var options = RestoreOptions()
      options.overwrite = overwrite
      options.deletesOthers = true
      let report = try await Restorer(blobs, options: options).restore(
        tree: tree, to: .directory(FileSystemPath(folder.path + "/out")))
      #expect(report.failures.map(\.path.displayed) == ["way"])
      #expect(report.failures.first?.message.contains("symbolic link") == true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == ["untouched"])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/out/way") == "../outside")
    }
  }

  @Test func aLinkInTheSnapshotIsNotAWayForItsOtherEntries() async throws {
    try await withPlaces { blobs, folder, outside in
      let tree = try blobs.store([
        blobs.link("way", to: "../outside"),
        try blobs.directory("way", [try blobs.file("planted", "evil")]),
        blobs.link("file", to: "../outside/untouched"), try blobs.file("file", "evil"),
      ])
      for overwrite in RestoreOptions.Overwrite.allCases {
        var options = RestoreOptions()
        options.overwrite = overwrite
        _ = try await Restorer(blobs, options: options).restore(
          tree: tree, to: .directory(FileSystemPath(folder.path + "/out")))
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == ["untouched"])
        #expect(try String(contentsOfFile: outside + "/untouched", encoding: .utf8) == "as it was")
      }
    }
  }

  @Test(arguments: RestoreOptions.Overwrite.allCases)
  func aLinkInAFilesPlaceIsNeverWrittenThrough(overwrite: RestoreOptions.Overwrite) async throws {
    try await withPlaces { blobs, folder, outside in
      mkdir(folder.path + "/out", 0o755)
      symlink("../outside/untouched", folder.path + "/out/file")
      let tree = try blobs.store([try blobs.file("file", "from the snapshot")])
      var options = RestoreOptions()
      options.overwrite = overwrite
      let report = try await Restorer(blobs, options: options).restore(
        tree: tree, to: .directory(FileSystemPath(folder.path + "/out")))
      #expect(report.kept == (overwrite == .never ? 1 : 0))
      #expect(try String(contentsOfFile: outside + "/untouched", encoding: .utf8) == "as it was")
      let text = try String(contentsOfFile: folder.path + "/out/file", encoding: .utf8)
      #expect(text == (overwrite == .never ? "as it was" : "from the snapshot"))
    }
  }

  private func withPlaces(_ body: (MemoryBlobs, TemporaryFolder, String) async throws -> Void) async throws {
    try await TemporaryFolder.withFolder { folder in
      try folder.write("outside/untouched", "as it was")
      try await body(MemoryBlobs(), folder, folder.path + "/outside")
    }
  }
}
