import Providers
import ResticRepository

/// What one thread of the planner works with: nothing in here is shared.
final class PlannerTools {
  let lister = DirectoryLister()
  let nodes: NodeBuilder
  var fields = FieldEncoder()
  /// Reads new and changed files without storing them; `nil` for a plan by metadata.
  let reading: ExecutorTools?
  /// The repositories of the section's targets; `nil` for one that does not exist yet.
  private let repositories: [Repository?]

  init(repositories: [Repository?], nodes: NodeBuilder, reading: ExecutorTools?) {
    self.repositories = repositories
    self.nodes = nodes
    self.reading = reading
  }

  /// A tree of a snapshot at a target; empty where there is no repository.
  func priorTree(_ id: StorageID, target: Int) throws -> Tree {
    guard let repository = repositories[target] else { return Tree(nodes: []) }
    return try BlockingThreads.wait { try await repository.loadTree(id) }
  }

  /// The trees of one directory in the snapshots compared with.
  func priorTrees(_ ids: [StorageID?]) throws -> [Tree?] {
    try zip(ids, repositories).map { id, repository in
      guard let id, let repository else { return nil }
      return try BlockingThreads.wait { try await repository.loadTree(id) }
    }
  }

  /// Every entry is at every target as it is here, and its chunks are there: the tree needs not be made again.
  func areSame(_ entries: [EntryOperation], as priors: [Tree?]) -> Bool {
    for (lane, prior) in priors.enumerated() {
      guard let prior, prior.nodes.count == entries.count, let index = repositories[lane]?.index else { return false }
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
