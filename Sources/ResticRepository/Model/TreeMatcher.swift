import Glibc

/// Holds a stored tree against nodes as they would be written, without reading it: a folder in which nothing has changed
/// comes out byte for byte the same. One per thread.
///
///     matcher.begin()
///     for node in nodes { guard matcher.takes(node, in: bytes, …) else { return false } }
///     return matcher.isAtEnd(of: bytes)
///
/// A tree in another spelling than ours does not match; nobody loses but time.
package final class TreeMatcher {
  private static let opening: StaticString = "{\"nodes\":["
  private var expected = JSONOutput(capacity: 4096)
  private var position = 0
  private var isFirst = true
  /// The tree of the directory that `takes` found last.
  package private(set) var subtree: StorageID?

  package init() {}

  package func begin() {
    position = 0
    isFirst = true
  }

  /// Whether the next node of the tree is as `node` would be written, which is given without content and subtree: these
  /// are whatever the tree has. After a false there is no next node.
  ///
  /// - Parameters:
  ///   - inheritsAttributes: the tree's extended attributes stand for the node's.
  ///   - isStored: whether a chunk of the content is there.
  package func takes(
    _ node: Node, in tree: UnsafeRawBufferPointer, inheritsAttributes: Bool, isStored: (StorageID) -> Bool
  ) -> Bool {
    expected.removeAll()
    if isFirst { expected.append(Self.opening) } else { expected.append(",") }
    isFirst = false
    expected.appendOutside(of: node)
    if !inheritsAttributes {
      expected.appendAttributes(of: node)
      expected.append(",\"device\":", nonzero: node.device)
    }
    guard takesExpected(tree) else { return false }
    var scanner = JSONScanner(tree)
    scanner.cursor.position = position
    do throws(JSONFault) {
      let isSame = try takesRest(of: node.kind, &scanner, inheritsAttributes, isStored)
      position = scanner.cursor.position
      return isSame
    } catch {
      return false
    }
  }

  /// Whether the tree ends here, as it would be written.
  package func isAtEnd(of tree: UnsafeRawBufferPointer) -> Bool {
    expected.removeAll()
    if isFirst { expected.append(Self.opening) }
    expected.append("]}\n")
    return takesExpected(tree) && position == tree.count
  }

  private func takesExpected(_ tree: UnsafeRawBufferPointer) -> Bool {
    let count = expected.count
    guard tree.count - position >= count, let start = tree.baseAddress else { return false }
    let isSame = expected.withBytes { bytes in
      bytes.baseAddress.map { memcmp($0, start + position, count) == 0 } ?? true
    }
    position += count
    return isSame
  }

  private func takesRest(
    of kind: NodeKind, _ scanner: inout JSONScanner, _ inheritsAttributes: Bool, _ isStored: (StorageID) -> Bool
  ) throws(JSONFault) -> Bool {
    subtree = nil
    if inheritsAttributes, scanner.take(",\"extended_attributes\":") { try scanner.skipValue() }
    guard scanner.take(",\"content\":") else { return false }
    if kind == .file {
      guard scanner.take("[") else { return false }
      var isFirst = true
      while !scanner.take("]") {
        if !isFirst, !scanner.take(",") { return false }
        isFirst = false
        guard let id = try scanner.id(), isStored(id) else { return false }
      }
    } else {
      guard scanner.take("null") else { return false }
    }
    if kind == .directory {
      guard scanner.take(",\"subtree\":"), let id = try scanner.id() else { return false }
      subtree = id
    }
    return scanner.take("}")
  }
}

extension JSONScanner {
  /// Steps over exactly these bytes, if they are next.
  fileprivate mutating func take(_ text: StaticString) -> Bool {
    let end = cursor.position + text.utf8CodeUnitCount
    guard cursor.equals(cursor.position..<end, text) else { return false }
    cursor.position = end
    return true
  }
}
