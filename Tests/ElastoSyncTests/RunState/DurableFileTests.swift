import Glibc
import Testing

@testable import ElastoSync

@Suite final class DurableFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  deinit { folder.remove() }

  @Test func aFileIsReplacedWholeWithItsMode() throws {
    let path = "\(folder.path)/a/b/file"
    try DurableFile.makeFolder("\(folder.path)/a/b")
    #expect(try DurableFile.read(path) == nil)
    try DurableFile.write([1, 2, 3], to: path, mode: 0o600)
    try DurableFile.write([4], to: path, mode: 0o640)
    #expect(try DurableFile.read(path) == [4])
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test func aFailureNamesThePathAndLeavesWhatWasThere() throws {
    #expect {
      try DurableFile.write([1], to: "\(folder.path)/none/file", mode: 0o600)
    } throws: { error in
      "\(error)".contains("\(folder.path)/none/file") && "\(error)".contains("No such file")
    }
    #expect(try DurableFile.read("\(folder.path)/none/file") == nil)
  }

  @Test func moreThanTheLimitIsNotRead() throws {
    try DurableFile.write([UInt8](repeating: 0, count: 11), to: "\(folder.path)/file", mode: 0o600)
    #expect(throws: DurableFile.Failure.self) { try DurableFile.read("\(folder.path)/file", limit: 10) }
  }
}
