import Foundation
import Glibc
import Testing

@testable import ElastoSync

@Suite struct TargetOpenerTests {
  /// A restore knows most directories only for a while, and the next one may live where another one did.
  @Test func aDirectoryIsNeverTakenForOneThatIsGone() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("opener-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let opener = TargetOpener(destination: try OpenDirectory(FileSystemPath(folder)))
    let top = TargetDirectory(isNew: true)
    for number in 0..<200 {
      let name = "\(number)"
      mkdir("\(folder)/\(name)", 0o700)
      mkdir("\(folder)/\(name)/below", 0o700)
      let outer = TargetDirectory(Array(name.utf8), in: top, isNew: true)
      let inner = TargetDirectory(Array("below".utf8), in: outer, isNew: true)
      let found = try opener.directory(inner).status()
      var expected = stat()
      #expect(stat("\(folder)/\(name)/below", &expected) == 0)
      #expect(found.inode == expected.st_ino)
    }
  }
}
