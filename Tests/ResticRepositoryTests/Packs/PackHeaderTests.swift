import Cryptography
import Testing

@testable import ResticRepository

@Suite struct PackHeaderTests {
  private static func id(_ last: UInt8) throws -> StorageID {
    try #require(StorageID(hex: String(repeating: "00", count: 31) + "0" + String(last)))
  }

  @Test func entriesHaveTheBytesOfTheFormat() throws {
    let entries = [
      PackEntry(id: try Self.id(1), offset: 0, length: 0x1234, uncompressedLength: 0, kind: .data),
      PackEntry(id: try Self.id(2), offset: 0x1234, length: 33, uncompressedLength: 0x01020304, kind: .tree),
    ]
    var bytes: [UInt8] = []
    PackHeader.encode(entries, into: &bytes)
    let plain: [UInt8] = [0, 0x34, 0x12, 0, 0] + [UInt8](repeating: 0, count: 31) + [1]
    let compressed: [UInt8] = [3, 33, 0, 0, 0, 4, 3, 2, 1] + [UInt8](repeating: 0, count: 31) + [2]
    #expect(bytes == plain + compressed)
    let decoded = try bytes.withUnsafeBytes {
      try PackHeader.decode($0, blobsLength: 0x1234 + 33, location: "pack")
    }
    #expect(decoded == entries)
  }

  @Test(arguments: [-1, 1, 1 << 33])
  func entriesMustFillThePackExactly(difference: Int64) throws {
    let entry = PackEntry(id: try Self.id(1), offset: 0, length: 100, uncompressedLength: 0, kind: .data)
    var bytes: [UInt8] = []
    PackHeader.encode([entry], into: &bytes)
    let error = #expect(throws: RepositoryError.self) {
      try bytes.withUnsafeBytes { try PackHeader.decode($0, blobsLength: 100 + difference, location: "pack 1") }
    }
    #expect(error?.code == .damaged)
    #expect(error?.location == "pack 1")
  }

  @Test func anyFlippedOrMissingByteReadsOrIsRefused() throws {
    var random = SeededGenerator(3)
    var entries: [PackEntry] = []
    var offset: UInt32 = 0
    for index in 0..<40 {
      let length = UInt32(40 + index)
      entries.append(
        PackEntry(
          id: random.id(), offset: offset, length: length, uncompressedLength: index % 3 == 0 ? 0 : 99,
          kind: index % 2 == 0 ? .data : .tree))
      offset += length
    }
    var bytes: [UInt8] = []
    PackHeader.encode(entries, into: &bytes)
    for _ in 0..<5000 {
      var hurt = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        hurt[Int.random(in: 0..<hurt.count, using: &random)] = random.bytes(1)[0]
      }
      if Bool.random(using: &random) { hurt.removeLast(Int.random(in: 0..<hurt.count, using: &random)) }
      hurt.withUnsafeBytes { _ = try? PackHeader.decode($0, blobsLength: Int64(offset), location: "pack") }
    }
  }
}
