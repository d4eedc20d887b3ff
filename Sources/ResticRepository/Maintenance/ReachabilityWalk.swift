import Cryptography
import Synchronization

/// Goes through every tree that snapshots lead to, each once, and marks the blobs that they need.
///
/// Memory: a bit for each blob, and four bytes for each tree that waits. Several trees are read at once.
final class ReachabilityWalk: Sendable {
  /// What is wrong with what a snapshot leads to.
  enum Fault: Sendable {
    /// The index does not know a blob that a tree's node, or a snapshot, refers to.
    case missing(BlobKind, StorageID, referrer: String)
    case unreadable(tree: StorageID, RepositoryError)
    /// A file without content, or a folder without a tree.
    case incomplete(tree: StorageID, name: String, kind: NodeKind)
  }

  /// Trees that one task goes through before it hands back what it found.
  private static let batch = 32

  private let repository: Repository
  private let survey: IndexSurvey
  private let onFault: @Sendable (Fault) -> Void
  private let state: Mutex<State>

  private struct State {
    /// By position of the blob's first copy in the table.
    var marks: Bitmap
    var trees = 0
  }

  /// `repository.index` must be the index of `survey`.
  init(_ repository: Repository, _ survey: IndexSurvey, onFault: @escaping @Sendable (Fault) -> Void) {
    self.repository = repository
    self.survey = survey
    self.onFault = onFault
    state = Mutex(State(marks: Bitmap(count: survey.table.records.count)))
  }

  /// Marked: the first copy of each blob that is needed.
  var marks: Bitmap { state.withLock { $0.marks } }

  /// Trees that were read.
  var treeCount: Int { state.withLock { $0.trees } }

  /// Marks all that the snapshots need. Ends when all is marked; ends early when the task is cancelled.
  func run(_ snapshots: [(id: StorageID, snapshot: Snapshot)], width: Int) async {
    var pending: [UInt32] = []
    for (id, snapshot) in snapshots {
      guard let position = survey.table.firstPosition(of: .tree, snapshot.tree) else {
        onFault(.missing(.tree, snapshot.tree, referrer: "snapshot \(id)"))
        continue
      }
      if mark(position) { pending.append(UInt32(position)) }
    }
    await withTaskGroup(of: [UInt32].self) { group in
      var running = 0
      while !Task.isCancelled {
        while running < width, let next = pending.popLast() {
          running += 1
          group.addTask { await self.walk(from: next) }
        }
        guard let found = await group.next() else { break }
        running -= 1
        pending += found
      }
    }
  }

  private func mark(_ position: Int) -> Bool { state.withLock { $0.marks.insert(position) } }

  /// Goes through a tree and some of what is below it; returns what has been left for others.
  private func walk(from position: UInt32) async -> [UInt32] {
    var pending = [position]
    var visited = 0
    while visited < Self.batch, let next = pending.popLast() {
      visited += 1
      let id = survey.table.records[Int(next)].id
      do throws(RepositoryError) {
        let bytes = try await repository.loadBlob(.tree, id)
        pending += try bytes.span.bytes.withUnsafeBytes { (bytes) throws(RepositoryError) in try visit(id, bytes) }
      } catch {
        onFault(.unreadable(tree: id, error))
      }
    }
    state.withLock { $0.trees += visited }
    return pending
  }

  /// Marks what a tree's nodes need; returns the trees that nobody has seen yet.
  private func visit(_ tree: StorageID, _ bytes: UnsafeRawBufferPointer) throws(RepositoryError) -> [UInt32] {
    var reader = TreeReader(bytes)
    var data: [Int] = []
    var trees: [Int] = []
    while let entry = try reader.next() {
      switch entry.kind {
      case .directory:
        guard let subtree = entry.subtree else {
          onFault(.incomplete(tree: tree, name: NodeName.quoted(reader.name), kind: .directory))
          continue
        }
        if let position = find(.tree, subtree, reader.name, tree) { trees.append(position) }
      case .file:
        guard entry.hasContent else {
          onFault(.incomplete(tree: tree, name: NodeName.quoted(reader.name), kind: .file))
          continue
        }
        for id in try reader.content(entry) {
          if let position = find(.data, id, reader.name, tree) { data.append(position) }
        }
      default: break
      }
    }
    return state.withLock { state in
      for position in data { state.marks.insert(position) }
      return trees.filter { state.marks.insert($0) }.map { UInt32($0) }
    }
  }

  private func find(_ kind: BlobKind, _ id: StorageID, _ name: [UInt8], _ tree: StorageID) -> Int? {
    if let position = survey.table.firstPosition(of: kind, id) { return position }
    onFault(.missing(kind, id, referrer: "\(NodeName.quoted(name)) in tree \(tree)"))
    return nil
  }
}
