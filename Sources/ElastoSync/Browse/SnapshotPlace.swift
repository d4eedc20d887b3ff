import Providers
public import ResticRepository

/// A file or folder in a snapshot.
public enum SnapshotPlace: Sendable {
  /// The snapshot's root has no node, only a tree.
  case root(StorageID)
  case entry(BrowsedEntry)

  public var path: FileSystemPath {
    switch self {
    case .root: .root
    case .entry(let entry): entry.path
    }
  }

  /// The tree of a folder; `nil` for everything else.
  public var tree: StorageID? {
    switch self {
    case .root(let tree): tree
    case .entry(let entry): entry.node.subtree
    }
  }
}

extension Repository {
  /// Looks a path up in a snapshot. Throws `.missing`, naming the part that is not there.
  public func place(of path: FileSystemPath, in tree: StorageID) async throws(RepositoryError) -> SnapshotPlace {
    var place = SnapshotPlace.root(tree)
    for name in path.bytes.split(separator: UInt8(ascii: "/")).map(Array.init) {
      guard let folder = place.tree else {
        throw RepositoryError(.missing, "\(place.path.displayed) is no folder in this snapshot", location: store.name)
      }
      let next = place.path.appending(name)
      guard let node = try await loadTree(folder)[name] else {
        throw RepositoryError(
          .missing, "\(next.displayed) is not in this snapshot; `ls` shows what is", location: store.name)
      }
      place = .entry(BrowsedEntry(path: next, node: node))
    }
    return place
  }
}
