import Cryptography
import ResticRepository
import Testing

@Suite("Tree reader")
struct TreeReaderTests {
  private func read(_ text: String) throws -> [Node] { try Tree(decoding: Array(text.utf8)).nodes }

  @Test("Members come in any order, with any spacing, unknown and absent ones too")
  func tolerance() throws {
    let nodes = try read(
      """
       { "future" : {"a":[1,2.5e-3,{"b":null}],"c":"]}"} , "nodes" : [
         { "content" : [ ] , "type":"file", "n\\u0061me":"x", "new":[[]], "name" : "a", "size":3 , "mode":420},
         {"name":"b","type":"dir","subtree":null,"user":null,"uid":4294967295,"extended_attributes":null}
       ], "more" : -0.5 }\u{20}\n
      """)
    #expect(nodes.map(\.displayName) == ["a", "b"])
    #expect(nodes[0].content == [] && nodes[0].size == 3 && nodes[0].mode.permissions == 0o644)
    #expect(nodes[1].content == nil && nodes[1].subtree == nil && nodes[1].uid == .max)
    #expect(nodes[0].mtime == .epoch)
  }

  @Test(
    "Names are unescaped by JSON's rules and then by Go's",
    arguments: [
      (#"\\x41\\101\\u0041\\U00000041"#, "AAAA"), (#"\u0061\\\\b"#, "a\\b"),
      (#"\ud83d\ude00"#, "😀"), (#"\ud83d"#, "\u{fffd}"), (#"\ude00x"#, "\u{fffd}x"), (#"\\\""#, "\""),
      (#"\\a\\b\\f\\n\\r\\t\\v"#, "\u{7}\u{8}\u{c}\n\r\t\u{b}"),
    ])
  func names(written: String, name: String) throws {
    #expect(try read(#"{"nodes":[{"name":"\#(written)","type":"file"}]}"#).map(\.name) == [Array(name.utf8)])
  }

  @Test(
    "What is no tree is refused",
    arguments: [
      "", " ", "{}", "[]", "null", "{\"nodes\":[]", "{\"nodes\":[]}x", "{\"nodes\":[],\"nodes\":[]}", "{\"nodes\":[,]}",
      "{\"nodes\":[{}]}", "{\"nodes\":{}}", "{\"nodes\":[{\"name\":\"a\"},]}", "{\"nodes\":[{\"name\":\"a\" \"b\":1}]}",
      #"{"nodes":[{"name":"."}]}"#, #"{"nodes":[{"name":".."}]}"#, #"{"nodes":[{"name":"a/b"}]}"#,
      #"{"nodes":[{"name":"\\x00"}]}"#, #"{"nodes":[{"name":"\\x2e."}]}"#, #"{"nodes":[{"name":"\u002e\u002e"}]}"#,
      #"{"nodes":[{"name":"b"},{"name":"a"}]}"#, #"{"nodes":[{"name":"a"},{"name":"\\x61"}]}"#,
      #"{"nodes":[{"name":"\\q"}]}"#, #"{"nodes":[{"name":"\\"}]}"#, #"{"nodes":[{"name":"a","uid":-1}]}"#,
      #"{"nodes":[{"name":"a","uid":4294967296}]}"#, #"{"nodes":[{"name":"a","size":18446744073709551616}]}"#,
      #"{"nodes":[{"name":"a","size":1.5}]}"#, #"{"nodes":[{"name":"a","size":01}]}"#,
      #"{"nodes":[{"name":"a","mtime":"2023-02-29T00:00:00Z"}]}"#, #"{"nodes":[{"name":"a","mtime":"now"}]}"#,
      #"{"nodes":[{"name":"a","content":["00"]}]}"#, #"{"nodes":[{"name":"a","subtree":"zz"}]}"#,
      #"{"nodes":[{"name":"a","extended_attributes":[{"name":"x","value":"%"}]}]}"#,
    ])
  func refusals(text: String) {
    #expect { try read(text) } throws: { ($0 as? RepositoryError)?.code == .damaged }
  }

  @Test func namesInMessagesAreSafeOnATerminal() {
    #expect { try read(#"{"nodes":[{"name":"\\x1b[31m/\u202e"}]}"#) } throws: {
      ($0 as? RepositoryError)?.message.contains(#""\x1b[31m/\u202e""#) == true
    }
  }

  @Test func deepNestingIsRefusedInsteadOfExhaustingTheStack() {
    let deep = String(repeating: "[", count: 100_000)
    #expect { try read("{\"x\":\(deep)") } throws: { ($0 as? RepositoryError)?.code == .damaged }
  }

  @Test func entriesTellWhatAPlannerAsksWithoutBuildingNodes() throws {
    let id = TreeWriterTests.id
    let file = Node(
      name: Array("né\n".utf8), kind: .file, mtime: GoTime(seconds: 5, nanoseconds: 6, offset: 3600), inode: 9, size: 8,
      content: [id, id])
    let directory = Node(name: Array("z".utf8), kind: .directory, subtree: id)
    try Tree(nodes: [file, directory]).encoded().withUnsafeBytes { bytes in
      var reader = TreeReader(bytes)
      let first = try #require(try reader.next())
      #expect(reader.name == file.name && first.mtime == file.mtime && first.size == 8 && first.inode == 9)
      #expect(try reader.content(first) == [id, id])
      #expect(try reader.node(first) == file)
      let second = try #require(try reader.next())
      #expect(reader.name == directory.name && second.subtree == id && second.kind == .directory)
      #expect(try reader.next() == nil)
      #expect(try reader.next() == nil)
    }
  }

  @Test func windowsAttributesAreKeptAsTheyAre() throws {
    let text =
      #"{"nodes":[{"name":"a","type":"file","mtime":"2023-01-01T00:00:00Z","atime":"2023-01-01T00:00:00Z","#
      + #""ctime":"2023-01-01T00:00:00Z","uid":0,"gid":0,"generic_attributes":{"windows.file_attributes":32},"#
      + #""content":[]}]}"# + "\n"
    #expect(try Tree(decoding: Array(text.utf8)).encoded() == Array(text.utf8))
  }

  @Test("Random and hurt bytes never crash it, and what reads can be written", arguments: 0..<8)
  func fuzz(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let pieces = [
      "{", "}", "[", "]", ":", ",", "\"", "\\", "\"nodes\"", "\"name\"", "\"a\"", "\"content\"", "null", "1", "-", "e9",
      "\"\\ud83d", "\\\\x", "\"mtime\":\"2023-01-01T00:00:00", "Z\"", "+01:00\"", ".5", "\u{ff}", "\"type\":\"file\"",
      "\"extended_attributes\":[{\"name\":\"u\",\"value\":\"AA==\"}]", "\"linktarget_raw\":\"/w==\"", "\0", " ",
    ].map { Array($0.utf8) }
    let whole = try Tree(nodes: [
      Node(name: [0xff, 0x22], kind: .symlink, linkTarget: [0xff]),
      Node(name: [0xff, 0x23], kind: .file, size: 77, content: [TreeWriterTests.id, TreeWriterTests.id]),
    ]).encoded()
    for round in 0..<4000 {
      var bytes: [UInt8] = []
      if round % 2 == 0 {
        for _ in 0..<Int(random.next() % 24) { bytes += pieces[Int(random.next() % UInt64(pieces.count))] }
      } else {
        bytes = Array(whole.prefix(whole.count - Int(random.next() % 3) * Int(random.next() % UInt64(whole.count)) / 2))
        for _ in 0..<(1 + random.next() % 3) where !bytes.isEmpty {
          bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      guard let tree = try? Tree(decoding: bytes) else { continue }
      #expect(try Tree(decoding: tree.encoded()).nodes.count == tree.nodes.count)
    }
  }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
