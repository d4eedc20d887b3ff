import Cryptography
import Testing

@testable import ResticRepository

@Suite struct IndexFileTests {
  private static let a = String(repeating: "a", count: 64)
  private static let b = String(repeating: "b", count: 64)
  private static let c = String(repeating: "c", count: 64)

  private static func decode(_ text: String) throws -> IndexFile {
    try Array(text.utf8).withUnsafeBytes { try IndexFile(decoding: $0, location: "index 1") }
  }

  private static let golden =
    #"{"packs":[{"id":"\#(a)","blobs":[{"id":"\#(b)","type":"data","offset":0,"length":38,"#
    + #""uncompressed_length":25},{"id":"\#(c)","type":"tree","offset":38,"length":150}]}]}"#

  @Test func isWrittenAsResticWritesIt() throws {
    var index = IndexFile()
    index.append(
      pack: try #require(StorageID(hex: Self.a)),
      entries: [
        PackEntry(
          id: try #require(StorageID(hex: Self.b)), offset: 0, length: 38, uncompressedLength: 25, kind: .data),
        PackEntry(
          id: try #require(StorageID(hex: Self.c)), offset: 38, length: 150, uncompressedLength: 0, kind: .tree),
      ])
    #expect(String(decoding: index.encoded(), as: UTF8.self) == Self.golden)
    #expect(try Self.decode(Self.golden) == index)
    index.supersedes = [try #require(StorageID(hex: Self.c))]
    let text = String(decoding: index.encoded(), as: UTF8.self)
    #expect(text.hasPrefix(#"{"supersedes":["\#(Self.c)"],"packs":["#))
    #expect(try Self.decode(text) == index)
  }

  @Test func membersMayComeInAnyOrderAndUnknownOnesAreSkipped() throws {
    let text =
      #" { "new" : [1.5e3, {"x":null}], "packs" : [ { "blobs" : [ {"length":38, "offset":0, "later":true, "#
      + #""type":"data", "uncompressed_length":25, "id":"\#(Self.b)"}, "#
      + #"{"type":"tree","id":"\#(Self.c)","length":150,"offset":38} ], "id":"\#(Self.a)" } ], "supersedes":null }"#
    #expect(try Self.decode(text) == Self.decode(Self.golden))
  }

  @Test(arguments: [
    "", "{}", "[]", "null", #"{"packs":1}"#, #"{"packs":[{"blobs":[]}]}"#, #"{"packs":[]} x"#,
    golden.replacing("data", with: "date"), golden.replacing("38", with: "4294967296"),
    golden.replacing("\"offset\":0", with: "\"offset\":-1"), golden.replacing("\"length\":150", with: "\"length\":31"),
    golden.replacing(b, with: String(b.dropLast())), String(golden.dropLast()),
    String(repeating: "[", count: 100_000),
  ])
  func whatIsNoIndexIsDamagedAndNamed(text: String) {
    let error = #expect(throws: RepositoryError.self) { try Self.decode(text) }
    #expect(error?.code == .damaged)
    #expect(error?.location == "index 1")
    #expect(error?.message.contains("`repair`") == true)
  }

  @Test func anyFlippedOrMissingByteReadsOrIsRefused() {
    var random = SeededGenerator(4)
    let bytes = Array(Self.golden.utf8)
    for _ in 0..<5000 {
      var hurt = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        hurt[Int.random(in: 0..<hurt.count, using: &random)] = random.bytes(1)[0]
      }
      if Int.random(in: 0..<4, using: &random) == 0 { hurt.removeLast(Int.random(in: 0..<hurt.count, using: &random)) }
      hurt.withUnsafeBytes { _ = try? IndexFile(decoding: $0, location: "index") }
    }
  }
}
