/// Writes trees byte for byte as restic 0.14 does: `{"nodes":[…]}` and a newline. A tree's id is the hash of that.
///
/// One writer per thread; its buffer is kept from one tree to the next.
public final class TreeWriter {
  private var output: JSONOutput
  private var lastName: [UInt8] = []
  private var isEmpty = true

  /// - Parameter capacity: Bytes to begin with.
  public init(capacity: Int = 64 << 10) {
    output = JSONOutput(capacity: capacity)
    output.append("{\"nodes\":[")
  }

  /// Forgets what has been written.
  public func reset() {
    output.removeAll()
    output.append("{\"nodes\":[")
    lastName = []
    isEmpty = true
  }

  /// Writes the next node: its name must be one that a file can have, and greater than the one before.
  public func append(_ node: Node) throws(RepositoryError) {
    guard NodeName.isValid(node.name) else {
      throw RepositoryError(
        .invalidArgument, "\(NodeName.quoted(node.name)) cannot be a name in a folder", location: "")
    }
    guard isEmpty || lastName.lexicographicallyPrecedes(node.name) else {
      throw RepositoryError(
        .invalidArgument, "\(NodeName.quoted(node.name)) does not come after the node before it", location: "")
    }
    if !isEmpty { output.append(",") }
    isEmpty = false
    lastName = node.name
    output.append(node)
  }

  /// Lends the whole tree; the writer is empty again afterwards.
  public func finish<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { reset() }
    output.append("]}\n")
    return try output.withBytes(body)
  }
}

extension Tree {
  /// The bytes that restic 0.14 stores for this tree. Throws when names are not valid or not ascending.
  public func encoded() throws(RepositoryError) -> [UInt8] {
    let writer = TreeWriter()
    for node in nodes { try writer.append(node) }
    return writer.finish { Array($0) }
  }
}
