import ElastoSync
import ResticRepository

/// A snapshot that the user named, and the place in it.
struct ChosenSnapshot {
  let id: StorageID
  let snapshot: Snapshot
  let path: FileSystemPath

  /// - Parameter text: `latest`, `latest~2`, the beginning of an id, each perhaps with `:/sub/path` behind it.
  init(_ text: String, in repository: Repository, _ selection: SelectionOptions) async throws {
    let selector = try SnapshotSelector(parsing: text)
    let found = try selector.select(from: try await repository.listSnapshots(), filter: try selection.filter())
    id = found.id
    snapshot = found.snapshot
    path = FileSystemPath(selector.path)
  }

  func place(in repository: Repository) async throws -> SnapshotPlace {
    try await repository.place(of: path, in: snapshot.tree)
  }
}
