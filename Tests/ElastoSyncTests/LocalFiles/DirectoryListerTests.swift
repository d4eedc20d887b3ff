import Glibc
import Testing

@testable import ElastoSync

@Suite struct DirectoryListerTests {
  @Test func namesComeInByteOrderAndWithoutDots() async throws {
    try await TemporaryFolder.withFolder { folder in
      for name in ["b", "B", "a.c", "a", "ab", "a-", "é", "Z"] { try folder.write(name, "x") }
      let listing = try DirectoryLister().list(try folder.directory())
      let names = listing.entries.map { String(decoding: $0.name, as: UTF8.self) }
      #expect(names == ["B", "Z", "a", "a-", "a.c", "ab", "b", "é"])
      #expect(listing.failures.isEmpty)
      #expect(listing.entries.allSatisfy { $0.status.size == 1 && $0.status.isRegularFile })
    }
  }

  @Test func manyNamesNeedSeveralReadsAndAllAppearOnce() async throws {
    try await TemporaryFolder.withFolder { folder in
      let directory = try folder.directory()
      for number in 0..<3000 {
        let name = "\(number)-" + String(repeating: "n", count: 200)
        close(openat(directory.descriptor, name, O_CREAT | O_WRONLY, 0o600))
      }
      let lister = DirectoryLister()
      let first = try lister.list(directory)
      #expect(Set(first.entries.map(\.name)).count == 3000)
      #expect(try lister.list(directory).entries.count == 3000)
    }
  }

  @Test func aLinkIsNeverFollowed() async throws {
    try await TemporaryFolder.withFolder { folder in
      try folder.write("real/file", "x")
      symlink("real", folder.path + "/link")
      let directory = try folder.directory()
      let listing = try DirectoryLister().list(directory)
      #expect(listing.entries.map(\.status.isSymbolicLink) == [true, false])
      let error = #expect(throws: FileSystemError.self) { try directory.directory(Array("link".utf8)) }
      #expect(error?.code == .notADirectory)
      #expect(error?.location.displayed == folder.path + "/link")
    }
  }

  @Test func depthIsNotLimitedByTheLengthOfAPath() async throws {
    try await TemporaryFolder.withFolder { folder in
      var directory = try folder.directory()
      let name = [UInt8](repeating: UInt8(ascii: "d"), count: 200)
      let text = String(decoding: name, as: UTF8.self)
      for _ in 0..<40 {
        #expect(mkdirat(directory.descriptor, text, 0o700) == 0)
        directory = try directory.directory(name)
      }
      let path = directory.path.path
      #expect(path.bytes.count > 8000)
      #expect(try OpenDirectory(path).status().inode == directory.status().inode)
    }
  }

  @Test func aFifoInAFilesPlaceIsRefusedWithoutWaiting() async throws {
    try await TemporaryFolder.withFolder { folder in
      mkfifo(folder.path + "/pipe", 0o600)
      let directory = try folder.directory()
      let error = #expect(throws: FileSystemError.self) { _ = try directory.openFile(Array("pipe".utf8)) }
      #expect(error?.code == .changed)
    }
  }
}
