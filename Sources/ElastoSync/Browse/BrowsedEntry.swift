public import ResticRepository

/// A node of a snapshot, and where it is.
public struct BrowsedEntry: Sendable {
  /// From the snapshot's root: `/` and names.
  public var path: FileSystemPath
  public var node: Node

  public init(path: FileSystemPath, node: Node) {
    self.path = path
    self.node = node
  }
}

extension FileSystemPath {
  /// The path of an entry of this folder.
  func appending(_ name: [UInt8]) -> FileSystemPath {
    var longer = self
    if longer.bytes.last != UInt8(ascii: "/") { longer.bytes.append(UInt8(ascii: "/")) }
    longer.bytes += name
    return longer
  }

  static let root = FileSystemPath("/")
}
