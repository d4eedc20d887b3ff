import Providers
import ResticRepository

/// What one thread of the planner works with: nothing in here is shared.
final class PlannerTools {
  let lister = DirectoryLister()
  let nodes: NodeBuilder
  var fields = FieldEncoder()
  /// Reads new and changed files without storing them; `nil` for a plan by metadata.
  let reading: ExecutorTools?
  /// What reads the trees of each of the section's targets; `nil` for one whose repository does not exist yet.
  let readers: [BlobReader?]
  private let indexes: [BlobIndex?]
  private let matchers: [TreeMatcher]

  init(repositories: [Repository?], nodes: NodeBuilder, reading: ExecutorTools?) throws {
    self.nodes = nodes
    self.reading = reading
    indexes = repositories.map { $0?.index }
    readers = try zip(repositories, indexes).map { repository, index in
      try index.flatMap { try repository?.makeReader(index: $0) }
    }
    matchers = repositories.map { _ in TreeMatcher() }
  }

  /// A tree of a snapshot at a target; empty where there is no repository.
  func priorTree(_ id: StorageID, target: Int) throws -> Tree {
    try readers[target]?.loadTree(id) ?? Tree(nodes: [])
  }

  /// The trees of one directory in the snapshots compared with.
  func priorTrees(_ ids: [StorageID?]) throws -> [Tree?] {
    try zip(ids, readers).map { id, reader in try id.flatMap { try reader?.loadTree($0) } }
  }

  /// The subdirectories' trees at each target, where the directory is byte for byte as every target has it, and all its
  /// chunks are there; else `nil`.
  ///
  /// - Parameter nodes: of the directory's entries, without content and subtrees; of files without attributes, which are
  ///   as they were where the change time is.
  func match(_ nodes: [Node], with ids: [StorageID?]) throws -> [[StorageID]]? {
    var subtrees: [[StorageID]] = []
    for (lane, id) in ids.enumerated() {
      guard let id, let reader = readers[lane], let index = indexes[lane] else { return nil }
      let found = try reader.withTree(id) { Self.match(nodes, with: $0, by: matchers[lane], index: index) }
      guard let found else { return nil }
      subtrees.append(found)
    }
    return subtrees
  }

  private static func match(
    _ nodes: [Node], with tree: UnsafeRawBufferPointer, by matcher: TreeMatcher, index: BlobIndex
  ) -> [StorageID]? {
    var subtrees: [StorageID] = []
    matcher.begin()
    for node in nodes {
      let isSame = matcher.takes(node, in: tree, inheritsAttributes: node.kind == .file) { index.contains(.data, $0) }
      guard isSame else { return nil }
      if let subtree = matcher.subtree { subtrees.append(subtree) }
    }
    return matcher.isAtEnd(of: tree) ? subtrees : nil
  }

  /// Every entry is at every target as it is here, and its chunks are there: the tree needs not be made again.
  func areSame(_ entries: [EntryOperation], as priors: [Tree?]) -> Bool {
    for (lane, prior) in priors.enumerated() {
      guard let prior, prior.nodes.count == entries.count, let index = indexes[lane] else { return false }
      for (entry, known) in zip(entries, prior.nodes) {
        var node = entry.node
        node.content = entry.targets[lane].content
        node.subtree = known.subtree
        guard node == known, node.content?.allSatisfy({ index.contains(.data, $0) }) ?? true else { return false }
      }
    }
    return true
  }
}
