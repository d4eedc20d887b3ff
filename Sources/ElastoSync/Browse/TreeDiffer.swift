public import ResticRepository

/// Compares two trees side by side. Subtrees that are the same are not opened.
public struct TreeDiffer: Sendable {
  /// How much there was of each.
  public struct Totals: Sendable, Equatable {
    public var added = FileTotals()
    public var removed = FileTotals()
    public var changed = FileTotals()
    public var metadataOnly = FileTotals()
  }

  /// Entries of every kind, and the bytes of the files among them.
  public struct FileTotals: Sendable, Equatable {
    public var entries = 0
    public var bytes: UInt64 = 0

    mutating func count(_ node: Node) {
      entries += 1
      bytes &+= node.kind == .file ? node.size : 0
    }
  }

  private let repository: Repository

  public init(_ repository: Repository) { self.repository = repository }

  /// Reports differences in the order of names, parents before children.
  public func compare(
    _ old: StorageID, _ new: StorageID, at path: FileSystemPath, _ report: (TreeDifference) throws -> Void
  ) async throws -> Totals {
    var totals = Totals()
    var stack = [try await Pair(path, old, new, repository)]
    while var pair = stack.popLast() {
      guard let (before, after) = pair.next() else { continue }
      stack.append(pair)
      try Task.checkCancellation()
      guard let name = (after ?? before)?.name else { continue }
      let here = pair.path.appending(name)
      if let change = Self.change(before, after) {
        totals.count(change)
        try report(TreeDifference(path: here, change: change))
      }
      if before?.subtree != after?.subtree {
        stack.append(try await Pair(here, before?.subtree, after?.subtree, repository))
      }
    }
    return totals
  }

  private static func change(_ before: Node?, _ after: Node?) -> TreeDifference.Change? {
    switch (before, after) {
    case (let before?, let after?): TreeDifference.Change(from: before, to: after)
    case (let before?, nil): .removed(before)
    case (nil, let after?): .added(after)
    case (nil, nil): nil
    }
  }

  /// A folder in both trees, or in one of them.
  private struct Pair {
    var path: FileSystemPath
    private var old: ArraySlice<Node>
    private var new: ArraySlice<Node>

    init(_ path: FileSystemPath, _ old: StorageID?, _ new: StorageID?, _ repository: Repository) async throws {
      self.path = path
      self.old = try await Self.nodes(old, repository)
      self.new = try await Self.nodes(new, repository)
    }

    private static func nodes(_ tree: StorageID?, _ repository: Repository) async throws -> ArraySlice<Node> {
      guard let tree else { return [] }
      return try await repository.loadTree(tree).nodes[...]
    }

    /// The next name, as it is on either side.
    mutating func next() -> (Node?, Node?)? {
      guard let before = old.first else { return new.popFirst().map { (nil, $0) } }
      guard let after = new.first else { return old.popFirst().map { ($0, nil) } }
      if before.name.lexicographicallyPrecedes(after.name) { return (old.popFirst(), nil) }
      if after.name.lexicographicallyPrecedes(before.name) { return (nil, new.popFirst()) }
      return (old.popFirst(), new.popFirst())
    }
  }
}

extension TreeDiffer.Totals {
  fileprivate mutating func count(_ change: TreeDifference.Change) {
    switch change {
    case .added(let node): added.count(node)
    case .removed(let node): removed.count(node)
    case .kind(_, let node), .content(_, let node): changed.count(node)
    case .metadata(_, let node): metadataOnly.count(node)
    }
  }
}
