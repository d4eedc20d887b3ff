public import ResticRepository

/// Finds entries by name in many snapshots. What two snapshots have in common and holds no match is looked at once.
public final class TreeFinder {
  public struct Criteria: Sendable {
    /// Any of them.
    public var patterns: [FindPattern]
    /// Any of them; empty is every kind.
    public var kinds: Set<NodeKind> = []
    /// Changed at that time or later.
    public var newerThan: GoTime?
    /// Changed before.
    public var olderThan: GoTime?

    public init(patterns: [FindPattern]) { self.patterns = patterns }
  }

  /// More are not remembered: 32 bytes each.
  private static let memoryLimit = 500_000

  private let repository: Repository
  private let criteria: Criteria
  /// A pattern for paths may match below a tree in one place and not in another.
  private let canRemember: Bool
  private var barren: Set<StorageID> = []

  public init(_ repository: Repository, _ criteria: Criteria) {
    self.repository = repository
    self.criteria = criteria
    canRemember = !criteria.patterns.contains { $0.isForPaths }
  }

  /// Reports what matches in a tree, parents before children.
  public func find(in tree: StorageID, at path: FileSystemPath, _ report: (BrowsedEntry) throws -> Void) async throws {
    var stack = [Folder(tree: tree, path: path, nodes: try await repository.loadTree(tree).nodes[...])]
    while var folder = stack.popLast() {
      guard let node = folder.nodes.popFirst() else {
        if let parent = stack.indices.last, folder.hasMatches { stack[parent].hasMatches = true }
        if canRemember, !folder.hasMatches, barren.count < Self.memoryLimit { barren.insert(folder.tree) }
        continue
      }
      try Task.checkCancellation()
      let entry = BrowsedEntry(path: folder.path.appending(node.name), node: node)
      if matches(entry) {
        folder.hasMatches = true
        try report(entry)
      }
      stack.append(folder)
      if let subtree = node.subtree, !barren.contains(subtree) {
        let nodes = try await repository.loadTree(subtree).nodes
        stack.append(Folder(tree: subtree, path: entry.path, nodes: nodes[...]))
      }
    }
  }

  private struct Folder {
    var tree: StorageID
    var path: FileSystemPath
    var nodes: ArraySlice<Node>
    var hasMatches = false
  }

  private func matches(_ entry: BrowsedEntry) -> Bool {
    let node = entry.node
    guard criteria.kinds.isEmpty || criteria.kinds.contains(node.kind) else { return false }
    if let newest = criteria.newerThan, node.mtime.precedes(newest) { return false }
    if let oldest = criteria.olderThan, !node.mtime.precedes(oldest) { return false }
    return criteria.patterns.contains { $0.matches(entry) }
  }
}
