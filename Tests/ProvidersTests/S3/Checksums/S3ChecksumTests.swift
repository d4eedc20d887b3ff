import CElastoSystem
import ProvidersTesting
import Testing

@testable import Providers

@Suite struct S3ChecksumTests {
  /// RFC 3720, appendix B.4, and the check values of the catalogues of CRCs.
  @Test func knownAnswersAreGiven() {
    let digits = Array("123456789".utf8)
    #expect(elasto_crc32c(0, digits, 9) == 0xE306_9283)
    #expect(elasto_crc64nvme(0, digits, 9) == 0xAE8B_1486_0A79_9888)
    #expect(elasto_crc32c(0, [UInt8](repeating: 0, count: 32), 32) == 0x8A91_36AA)
    #expect(elasto_crc32c(0, [UInt8](repeating: 0xFF, count: 32), 32) == 0x62A8_AB43)
    #expect(elasto_crc32c(0, Array(UInt8(0)..<32), 32) == 0x46DD_794E)
    #expect(elasto_crc64nvme(0, nil, 0) == 0)
  }

  @Test func theProcessorComputesWhatTheTablesDo() {
    var generator = SeededGenerator(seed: 1)
    let bytes = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for _ in 0..<300 {
      let start = Int.random(in: 0..<100, using: &generator)
      let count = Int.random(in: 0..<Int.random(in: 1...19_900, using: &generator), using: &generator)
      bytes[start..<start + count].withUnsafeBytes { piece in
        let crc = UInt32.random(in: 0 ... .max, using: &generator)
        #expect(
          elasto_crc32c(crc, piece.baseAddress, count) == elasto_crc32c_by_tables(crc, piece.baseAddress, count))
        let wide = UInt64.random(in: 0 ... .max, using: &generator)
        #expect(
          elasto_crc64nvme(wide, piece.baseAddress, count)
            == elasto_crc64nvme_by_tables(wide, piece.baseAddress, count))
      }
    }
  }

  @Test(arguments: [
    (S3Checksum.crc32c, "mnG7TA=="), (.crc64nvme, "M3eFcAZSQlc="),
    (.sha256, "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
  ])
  func piecesSumUpToTheWhole(_ algorithm: S3Checksum, _ expected: String) throws {
    for cut in 0...5 {
      var hasher = try S3ChecksumHasher(algorithm)
      let bytes = Array("hello".utf8)
      bytes[..<cut].withUnsafeBytes { hasher.update($0) }
      bytes[cut...].withUnsafeBytes { hasher.update($0) }
      #expect(hasher.finish() == expected)
    }
  }

  @Test func anUploadIsSummedUpWhereverItsBytesAre() async throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
    try folder.write([1, 2] + bytes + [3], to: "file")
    let wanted = S3Upload.Wanted(digest: true, checksum: .crc32c)
    let memory = try await S3Upload(.bytes(bytes), wanted, location: "x")
    let range = Int64(2)..<Int64(bytes.count + 2)
    let file = try await S3Upload(.fileRange(path: folder.path + "/file", range: range), wanted, location: "x")
    #expect(memory.payload == file.payload)
    #expect(memory.checksum == file.checksum)
    #expect(file.body.count == Int64(bytes.count))
    await #expect(throws: StoreError.self) {
      _ = try await S3Upload(.fileRange(path: folder.path + "/file", range: 0..<9_000_000), wanted, location: "x")
    }
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("\u{FB}~", "w7t+"),
  ])
  func base64HasItsPadding(_ text: String, _ expected: String) {
    #expect(Base64.encode(Array(text.utf8)) == expected)
  }
}
