/// Where a directory stands, as a chain of names up to the top: cheap for deep trees, where every whole path would
/// repeat its parents'.
public final class PathChain: Sendable {
  public let parent: PathChain?
  /// This directory's name; of the top, a whole path, or empty where paths shall be relative.
  public let name: [UInt8]

  public init(top: FileSystemPath) {
    parent = nil
    name = top.bytes
  }

  public init(_ name: [UInt8], in parent: PathChain) {
    self.parent = parent
    self.name = name
  }

  /// The names from the top down, joined by `/`.
  public var path: FileSystemPath {
    var names: [[UInt8]] = []
    var length = 0
    var link: PathChain? = self
    while let current = link {
      names.append(current.name)
      length += current.name.count + 1
      link = current.parent
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length)
    for name in names.reversed() {
      if let last = bytes.last, last != UInt8(ascii: "/") { bytes.append(UInt8(ascii: "/")) }
      bytes += name
    }
    return FileSystemPath(bytes: bytes)
  }

  /// The path of the file called `name` in this directory.
  public func path(of name: [UInt8]) -> FileSystemPath {
    var bytes = path.bytes
    if let last = bytes.last, last != UInt8(ascii: "/") { bytes.append(UInt8(ascii: "/")) }
    bytes += name
    return FileSystemPath(bytes: bytes)
  }
}
