/// The directories that lead from `/` to a source's roots, as a snapshot's tree holds them.
///
/// `[/etc, /home/a]` gives `/` with `etc` (read whole) and `home` (only on the way) with `a` (read whole). A root
/// inside another one is part of it. Names ascend by their bytes.
public struct SourceSkeleton: Sendable, Hashable {
  /// Of the top: empty.
  public let name: [UInt8]
  /// Absolute.
  public let path: FileSystemPath
  /// A root: everything in it is read. It may be any kind of file; otherwise it is a directory on the way, and a
  /// symbolic link there is followed.
  public private(set) var isRoot: Bool
  /// Empty where `isRoot`.
  public private(set) var children: [SourceSkeleton]

  /// Takes absolute paths; `//`, `.` and a `/` at the end do not matter. Throws for a relative path, and for one with
  /// `..`, which names another place where a symbolic link is on the way.
  public init(roots: [FileSystemPath]) throws(FileSystemError) {
    self.init(name: [], path: FileSystemPath("/"))
    for root in roots {
      guard root.bytes.first == UInt8(ascii: "/") else {
        throw FileSystemError(.other, "is not absolute; a source's path begins with /", at: root)
      }
      let names = root.bytes.split(separator: UInt8(ascii: "/")).map { Array($0) }.filter { $0 != Array(".".utf8) }
      guard !names.contains(Array("..".utf8)) else {
        throw FileSystemError(.other, "has a \"..\" in it; name the directory itself", at: root)
      }
      insert(names[...])
    }
  }

  private init(name: [UInt8], path: FileSystemPath) {
    self.name = name
    self.path = path
    isRoot = false
    children = []
  }

  /// Every root, in the order of the tree.
  public var roots: [SourceSkeleton] {
    isRoot ? [self] : children.flatMap(\.roots)
  }

  private mutating func insert(_ names: ArraySlice<[UInt8]>) {
    if isRoot { return }
    guard let name = names.first else {
      isRoot = true
      children = []
      return
    }
    var index = 0
    while index < children.count, children[index].name.lexicographicallyPrecedes(name) { index += 1 }
    if index == children.count || children[index].name != name {
      let separator = self.path.bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
      let path = FileSystemPath(bytes: self.path.bytes + separator + name)
      children.insert(SourceSkeleton(name: name, path: path), at: index)
    }
    children[index].insert(names.dropFirst())
  }
}
