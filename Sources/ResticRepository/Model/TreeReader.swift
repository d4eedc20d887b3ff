/// Reads a tree one node at a time, without allocating for what nobody asks for.
///
/// Takes what any version of restic writes: members in any order, unknown ones, any spacing and escapes. Strict where a
/// restored file could land in a wrong place: names that no file can have, and nodes out of order or twice, are
/// refused. The bytes may hold anything; they either read or throw `.damaged`.
///
///     var reader = TreeReader(bytes)
///     while let entry = try reader.next() {
///       if reader.name == wanted { return try reader.node(entry) }
///     }
public struct TreeReader {
  var scanner: JSONScanner
  /// The name of the entry that `next()` returned last.
  public private(set) var name: [UInt8] = []
  private var previousName: [UInt8] = []
  private var decoded: [UInt8] = []
  private var state = State.start

  private enum State { case start, first, within, end }

  /// The bytes are borrowed: they must stay where they are while the reader is used.
  public init(_ bytes: UnsafeRawBufferPointer) { scanner = JSONScanner(bytes) }

  /// The next entry, or `nil` at the end.
  public mutating func next() throws(RepositoryError) -> TreeEntry? {
    do {
      return try scanNext()
    } catch {
      state = .end
      throw error.error("a tree")
    }
  }

  /// All of an entry of this reader.
  public func node(_ entry: TreeEntry) throws(RepositoryError) -> Node {
    do {
      return try entry.node(name: name, from: scanner)
    } catch {
      throw error.error("a tree")
    }
  }

  /// The data blobs of an entry of this reader; empty for what is not a file.
  public func content(_ entry: TreeEntry) throws(RepositoryError) -> [StorageID] {
    do {
      return try entry.content(from: scanner) ?? []
    } catch {
      throw error.error("a tree")
    }
  }

  private mutating func scanNext() throws(JSONFault) -> TreeEntry? {
    if state == .start { try openNodes() }
    guard state != .end else { return nil }
    var isFirst = state == .first
    state = .within
    guard try scanner.nextElement(isFirst: &isFirst) else {
      try closeTree()
      return nil
    }
    let entry = try TreeEntry(scanning: &scanner)
    try takeName(entry)
    return entry
  }

  /// Goes to the first element of `nodes`, past members that this program does not know.
  private mutating func openNodes() throws(JSONFault) {
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      guard scanner.cursor.equals(key.range, "nodes") else {
        try scanner.skipValue()
        continue
      }
      if scanner.takeNull() { return try closeTree() }
      try scanner.expect(UInt8(ascii: "["))
      state = .first
      return
    }
    throw scanner.fault("it has no nodes")
  }

  /// Goes from behind the nodes to the end of the bytes.
  private mutating func closeTree() throws(JSONFault) {
    var isFirst = false
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      if scanner.cursor.equals(key.range, "nodes") { throw scanner.fault("it has nodes twice") }
      try scanner.skipValue()
    }
    try scanner.expectEnd()
    state = .end
  }

  private mutating func takeName(_ entry: TreeEntry) throws(JSONFault) {
    swap(&name, &previousName)
    name.removeAll(keepingCapacity: true)
    if entry.nameToken.needsDecoding {
      decoded.removeAll(keepingCapacity: true)
      scanner.decode(entry.nameToken, into: &decoded)
      guard GoQuoted.decode(decoded, into: &name) else { throw scanner.fault("a name is not quoted as Go does it") }
    } else {
      scanner.decode(entry.nameToken, into: &name)
    }
    guard NodeName.isValid(name) else {
      throw scanner.fault("a node has the name \(NodeName.quoted(name)), which no file can have")
    }
    guard previousName.isEmpty || previousName.lexicographicallyPrecedes(name) else {
      throw scanner.fault("nodes are not in order")
    }
  }
}

extension Tree {
  /// Reads a whole tree; `.damaged` when the bytes are none.
  public init(decoding bytes: UnsafeRawBufferPointer) throws(RepositoryError) {
    var reader = TreeReader(bytes)
    nodes = []
    while let entry = try reader.next() { nodes.append(try reader.node(entry)) }
  }

  /// Reads a whole tree; `.damaged` when the bytes are none.
  public init(decoding bytes: [UInt8]) throws(RepositoryError) {
    self = try bytes.withUnsafeBufferPointer { (buffer) throws(RepositoryError) in
      try Tree(decoding: UnsafeRawBufferPointer(buffer))
    }
  }
}
