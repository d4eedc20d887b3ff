import Cryptography
import Testing

@testable import ResticRepository

private let chunk = SHA256Digest(words: (1, 2, 3, 4))
private let folder = SHA256Digest(words: (5, 6, 7, 8))

private func file(_ name: String, size: UInt64 = 4) -> Node {
  Node(name: Array(name.utf8), kind: .file, mode: FileMode(rawValue: 0o644), inode: 7, size: size, links: 1)
}

private func directory(_ name: String) -> Node {
  Node(name: Array(name.utf8), kind: .directory, mode: FileMode(rawValue: 1 << 31 | 0o755))
}

/// The nodes as a tree has them.
private func stored(_ nodes: [Node]) throws -> [UInt8] {
  try Tree(
    nodes: nodes.map { node in
      var node = node
      if node.kind == .file { node.content = [chunk, chunk] }
      if node.kind == .directory { node.subtree = folder }
      return node
    }
  ).encoded()
}

private func matches(_ nodes: [Node], _ tree: [UInt8], isStored: Bool = true) -> Bool {
  let matcher = TreeMatcher()
  matcher.begin()
  return tree.withUnsafeBytes { bytes in
    nodes.allSatisfy { matcher.takes($0, in: bytes, inheritsAttributes: $0.kind == .file) { _ in isStored } }
      && matcher.isAtEnd(of: bytes)
  }
}

@Test func aTreeMatchesTheNodesThatItWasWrittenFrom() throws {
  let nodes = [
    file("a"), directory("b"), file("c \"<é\u{1}"), Node(name: Array("l".utf8), kind: .symlink, linkTarget: [1]),
  ]
  #expect(matches(nodes, try stored(nodes)))
  #expect(matches([], try stored([])))
}

@Test func aTreeDoesNotMatchOtherNodes() throws {
  let tree = try stored([file("a"), file("b")])
  #expect(!matches([file("a")], tree))
  #expect(!matches([file("a"), file("b"), file("c")], tree))
  #expect(!matches([file("a"), file("b", size: 5)], tree))
  #expect(!matches([file("a"), directory("b")], tree))
  #expect(!matches([], tree))
  #expect(!matches([file("a"), file("b")], tree, isStored: false))
}

@Test func attributesOfAFileAreThoseOfTheTreeAndOfAFolderItsOwn() throws {
  let attribute = ExtendedAttribute(name: Array("user.x".utf8), value: [1, 2, 3])
  var withAttribute = file("a")
  withAttribute.extendedAttributes = [attribute]
  #expect(matches([file("a")], try stored([withAttribute])))
  var folder = directory("b")
  folder.extendedAttributes = [attribute]
  #expect(matches([folder], try stored([folder])))
  #expect(!matches([directory("b")], try stored([folder])))
}

@Test func aTreeThatIsCutOrChangedAnywhereDoesNotMatch() throws {
  let nodes = [file("a"), directory("b")]
  let tree = try stored(nodes)
  for end in tree.indices { #expect(!matches(nodes, Array(tree[..<end]))) }
  for index in tree.indices {
    var changed = tree
    changed[index] ^= 0x80
    #expect(!matches(nodes, changed))
  }
}

@Test func aMatcherTellsTheSubtreeOfTheDirectoryTakenLast() throws {
  let matcher = TreeMatcher()
  matcher.begin()
  let tree = try stored([directory("b"), file("c")])
  tree.withUnsafeBytes { bytes in
    #expect(matcher.takes(directory("b"), in: bytes, inheritsAttributes: false) { _ in true })
    #expect(matcher.subtree == folder)
    #expect(matcher.takes(file("c"), in: bytes, inheritsAttributes: true) { _ in true })
    #expect(matcher.subtree == nil)
  }
}
