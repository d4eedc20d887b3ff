public import ResticRepository

/// Walks the trees of a snapshot, parents before children, each folder in the order of its names. What is held in memory
/// is the way from the root to where it stands.
public struct TreeLister: Sendable {
  public enum Depth: Sendable {
    /// What is in a folder.
    case folder
    /// All that is below it as well.
    case everything
  }

  private let repository: Repository

  public init(_ repository: Repository) { self.repository = repository }

  /// Lists what is at a place: what a folder holds, or the one entry that it is.
  public func list(
    _ place: SnapshotPlace, depth: Depth, _ visit: (BrowsedEntry) throws -> Void
  ) async throws {
    guard let tree = place.tree else {
      if case .entry(let entry) = place { try visit(entry) }
      return
    }
    try await walk(tree, at: place.path) { entry in
      try visit(entry)
      return depth == .everything
    }
  }

  /// Visits everything below a tree; `visit` says of each folder whether to go into it.
  func walk(
    _ tree: StorageID, at path: FileSystemPath, _ visit: (BrowsedEntry) async throws -> Bool
  ) async throws {
    var stack = [Folder(path: path, nodes: try await repository.loadTree(tree).nodes[...])]
    while var folder = stack.popLast() {
      guard let node = folder.nodes.popFirst() else { continue }
      let path = folder.path.appending(node.name)
      stack.append(folder)
      try Task.checkCancellation()
      if try await visit(BrowsedEntry(path: path, node: node)), let subtree = node.subtree {
        stack.append(Folder(path: path, nodes: try await repository.loadTree(subtree).nodes[...]))
      }
    }
  }

  private struct Folder {
    var path: FileSystemPath
    var nodes: ArraySlice<Node>
  }
}
