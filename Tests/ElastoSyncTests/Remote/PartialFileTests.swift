import Foundation
import Providers
import Testing

@testable import ElastoSync

@Suite struct PartialFileTests {
  private static let info = ObjectInfo(key: "k", size: 25, etag: "one")

  private static func write(_ file: PartialFile, _ part: Int, _ byte: UInt8) throws {
    let range = file.range(of: part)
    let bytes = [UInt8](repeating: byte, count: range.count)
    try bytes.withUnsafeBytes {
      try SparseWriting.write($0, to: file.descriptor, at: range.lowerBound, makesHoles: true, "")
    }
    try file.note(part)
  }

  @Test func aLaterRunFindsThePartsThatAreThere() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = "\(folder.path)/new/file"
    do {
      let file = try PartialFile(path, of: "weed:b/k", Self.info, partSize: 10)
      #expect(file.missing == [0, 1, 2])
      try Self.write(file, 1, 7)
    }
    let file = try PartialFile(path, of: "weed:b/k", Self.info, partSize: 10)
    #expect(file.missing == [0, 2])
    try Self.write(file, 0, 0)
    try Self.write(file, 2, 9)
    try file.publish(modified: -1)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(Array(bytes) == [UInt8](repeating: 0, count: 10) + [UInt8](repeating: 7, count: 10) + [9, 9, 9, 9, 9])
    #expect(LocalFile.status(path)?.modified == -1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/new") == ["file"])
  }

  @Test(
    arguments: [
      (ObjectInfo(key: "k", size: 25, etag: "two"), "weed:b/k"),
      (ObjectInfo(key: "k", size: 26, etag: "one"), "weed:b/k"),
      (ObjectInfo(key: "k", size: 25, etag: "one"), "weed:b/other"), (ObjectInfo(key: "k", size: 25), "weed:b/k"),
    ])
  func anotherObjectBeginsAnew(_ info: ObjectInfo, _ source: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    do {
      try Self.write(try PartialFile("\(folder.path)/f", of: "weed:b/k", Self.info, partSize: 10), 0, 1)
    }
    #expect(try PartialFile("\(folder.path)/f", of: source, info, partSize: 10).missing == [0, 1, 2])
  }

  @Test func twoProcessesDoNotFetchIntoOneFile() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let first = try PartialFile("\(folder.path)/f", of: "s", Self.info, partSize: 10)
    let error = #expect(throws: StoreError.self) {
      _ = try PartialFile("\(folder.path)/f", of: "s", Self.info, partSize: 10)
    }
    #expect(error?.code == .unavailable)
    withExtendedLifetime(first) {}
  }
}
