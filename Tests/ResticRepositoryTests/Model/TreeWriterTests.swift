import Cryptography
import ResticRepository
import Testing

@Suite("Tree writer")
struct TreeWriterTests {
  static let id = SHA256Digest(words: (0x0123_4567_89ab_cdef, 0, 0, 0xfedc_ba98_7654_3210))
  static let idText = "0123456789abcdef00000000000000000000000000000000fedcba9876543210"

  private func json(_ node: Node) throws -> String {
    let bytes = try Tree(nodes: [node]).encoded()
    return String(decoding: bytes.dropFirst(10).dropLast(3), as: UTF8.self)
  }

  @Test func emptyTreeEndsInANewline() throws {
    #expect(try Tree(nodes: []).encoded() == Array("{\"nodes\":[]}\n".utf8))
  }

  @Test func fileHasAllItsMembersInOrder() throws {
    var node = Node(
      name: Array("a.txt".utf8), kind: .file, mode: FileMode(unixMode: 0o104755),
      mtime: GoTime(seconds: 1_700_000_000, nanoseconds: 120_000_000, offset: 3600),
      ctime: GoTime(seconds: -1, nanoseconds: 999_999_999), uid: 1000, gid: 0, user: "a<b", inode: 7, deviceID: 2049,
      size: 5, links: 2, content: [Self.id])
    node.extendedAttributes = [
      ExtendedAttribute(name: Array("user.a&b".utf8), value: [0, 0xff]),
      ExtendedAttribute(name: [0xff], value: []), ExtendedAttribute(name: Array("n".utf8), value: nil),
    ]
    #expect(
      try json(node) == """
        {"name":"a.txt","type":"file","mode":8389101,"mtime":"2023-11-14T23:13:20.12+01:00",\
        "atime":"2023-11-14T23:13:20.12+01:00","ctime":"1969-12-31T23:59:59.999999999Z","uid":1000,"gid":0,\
        "user":"a\\u003cb","inode":7,"device_id":2049,"size":5,"links":2,"extended_attributes":[\
        {"name":"user.a\\u0026b","value":"AP8="},{"name":"\\ufffd","value":""},{"name":"n","value":null}],\
        "content":["\(Self.idText)"]}
        """)
  }

  @Test func directoryHasNoContentButASubtree() throws {
    let node = Node(name: [0x64], kind: .directory, mode: FileMode(unixMode: 0o040755), subtree: Self.id)
    #expect(
      try json(node) == """
        {"name":"d","type":"dir","mode":2147484141,"mtime":"1970-01-01T00:00:00Z","atime":"1970-01-01T00:00:00Z",\
        "ctime":"1970-01-01T00:00:00Z","uid":0,"gid":0,"content":null,"subtree":"\(Self.idText)"}
        """)
  }

  @Test("An empty file has an empty content, what is no file has none")
  func contentIsEmptyOrNull() throws {
    #expect(try json(Node(name: [0x61], kind: .file, content: [])).hasSuffix("\"content\":[]}"))
    #expect(try json(Node(name: [0x61], kind: .fifo)).hasSuffix("\"content\":null}"))
  }

  @Test(
    "Names go through Go's quoting, then through JSON's",
    arguments: [
      ("plain name", "plain name"), ("\"", #"\\\""#), ("\\", #"\\\\"#), ("<>&", #"\u003c\u003e\u0026"#),
      ("\n\t\r\u{7}\u{8}\u{b}\u{c}", #"\\n\\t\\r\\a\\b\\v\\f"#), ("\u{1}\u{1b}\u{7f}", #"\\x01\\x1b\\x7f"#),
      ("é日😀", "é日😀"), ("\u{a0}\u{ad}\u{2028}\u{2029}", #"\\u00a0\\u00ad\\u2028\\u2029"#),
      ("\u{1fae0}", #"\\U0001fae0"#), ("\u{10ffff}", #"\\U0010ffff"#), ("\u{fffd}", "\u{fffd}"),
    ])
  func namesAreQuoted(name: String, written: String) throws {
    #expect(try json(Node(name: Array(name.utf8), kind: .file)).hasPrefix("{\"name\":\"\(written)\",\"type\""))
  }

  @Test(
    "Bytes of a name that are not UTF-8 are escaped one by one",
    arguments: [
      ([0xff, 0xfe], #"\\xff\\xfe"#), ([0x61, 0xc3], #"a\\xc3"#), ([0xed, 0xa0, 0x80], #"\\xed\\xa0\\x80"#),
      ([0xe2, 0x82, 0x41], #"\\xe2\\x82A"#), ([0xf4, 0x90, 0x80, 0x80], #"\\xf4\\x90\\x80\\x80"#),
      ([0xc0, 0x80], #"\\xc0\\x80"#),
    ] as [([UInt8], String)])
  func invalidUTF8InNames(name: [UInt8], written: String) throws {
    let node = Node(name: name, kind: .file)
    #expect(try json(node).hasPrefix("{\"name\":\"\(written)\",\"type\""))
    #expect(try Tree(decoding: Tree(nodes: [node]).encoded()).nodes == [node])
  }

  @Test("Other texts go through JSON's escaping alone")
  func linkTargetsAreNotQuoted() throws {
    let target = Array("a\"\\<\n\u{8}\u{7f}\u{2028}é".utf8)
    let text = try json(Node(name: [0x6c], kind: .symlink, linkTarget: target))
    #expect(text.contains("\"linktarget\":\"a\\\"\\\\\\u003c\\n\\u0008\u{7f}\\u2028é\",\"content\":null"))
  }

  @Test("A target that is not UTF-8 goes along in base64")
  func rawLinkTarget() throws {
    let node = Node(name: [0x6c], kind: .symlink, linkTarget: [0x61, 0xff])
    #expect(try json(node).contains(#""linktarget":"a\ufffd","linktarget_raw":"Yf8=","content":null"#))
    #expect(try Tree(decoding: Tree(nodes: [node]).encoded()).nodes == [node])
  }

  @Test(
    "Times",
    arguments: [
      (0, 0, 0, "1970-01-01T00:00:00Z"), (0, 1, 0, "1970-01-01T00:00:00.000000001Z"),
      (0, 100_000_000, 7200, "1970-01-01T02:00:00.1+02:00"), (0, 0, -12_600, "1969-12-31T20:30:00-03:30"),
      (951_782_400, 0, 0, "2000-02-29T00:00:00Z"), (-62_167_219_200, 0, 0, "0000-01-01T00:00:00Z"),
      (253_402_300_799, 999_999_999, 0, "9999-12-31T23:59:59.999999999Z"),
      // beyond what four digits hold
      (-62_167_219_201, 0, 0, "0000-12-31T23:59:59Z"), (253_402_300_800, 0, 0, "9999-01-01T00:00:00Z"),
      // local mean time of Berlin, +00:53:28, has no form: UTC is exact
      (-2_440_000_000, 0, 3208, "1892-09-05T06:13:20Z"),
    ] as [(Int64, Int32, Int32, String)])
  func times(seconds: Int64, nanoseconds: Int32, offset: Int32, written: String) throws {
    let time = GoTime(seconds: seconds, nanoseconds: nanoseconds, offset: offset)
    #expect(try json(Node(name: [0x61], kind: .file, mtime: time)).contains("\"mtime\":\"\(written)\""))
  }

  @Test("Any time is written somehow", arguments: [Int64.min, -1 << 56, 1 << 56, .max])
  func extremeTimes(seconds: Int64) throws {
    let time = GoTime(seconds: seconds, nanoseconds: 1, zone: LocalZone.named("Europe/Berlin") ?? .utc)
    let node = Node(name: [0x61], kind: .file, mtime: time)
    #expect(throws: Never.self) { try Tree(decoding: Tree(nodes: [node]).encoded()) }
  }

  @Test(
    "Names that no file can have are refused",
    arguments: ["", ".", "..", "a/b", "/", "a\0b"])
  func impossibleNames(name: String) {
    #expect(throws: RepositoryError.self) { try Tree(nodes: [Node(name: Array(name.utf8), kind: .file)]).encoded() }
  }

  @Test(
    "Names must ascend by their bytes",
    arguments: [(["b", "a"], false), (["a", "a"], false), (["B", "a"], true), (["a", "a.b", "aa"], true)])
  func order(names: [String], isAccepted: Bool) {
    let tree = Tree(nodes: names.map { Node(name: Array($0.utf8), kind: .file) })
    #expect(((try? tree.encoded()) != nil) == isAccepted)
  }

  @Test func aWriterBeginsAgainAfterEachTree() throws {
    let writer = TreeWriter(capacity: 1)
    let node = Node(name: Array(repeating: 0x61, count: 200), kind: .file, content: [Self.id])
    try writer.append(node)
    let first = writer.finish { Array($0) }
    try writer.append(node)
    #expect(writer.finish { Array($0) } == first)
    #expect(writer.finish { Array($0) } == Array("{\"nodes\":[]}\n".utf8))
  }
}
