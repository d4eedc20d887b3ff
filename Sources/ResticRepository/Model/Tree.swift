/// The listing of one directory, ascending by the bytes of the names, each name once.
public struct Tree: Sendable, Hashable {
  public var nodes: [Node]

  public init(nodes: [Node]) { self.nodes = nodes }

  /// The node with exactly this name.
  public subscript(name: [UInt8]) -> Node? {
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].name.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
    }
    return low < nodes.count && nodes[low].name == name ? nodes[low] : nil
  }
}
