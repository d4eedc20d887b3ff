import Manifest
import ResticRepository

/// A target during a run: its repository as it was found.
struct OpenTarget: Sendable {
  let target: RepositoryTarget
  /// `nil` where the plan creates it.
  let repository: Repository?
  let snapshots: [(id: StorageID, snapshot: Snapshot)]

  /// The index files that the plan stands on.
  let indexFiles: Set<StorageID>

  var name: String { target.name }

  /// The newest snapshot of an identity, which the next one is compared with.
  func newest(of identity: SnapshotIdentity) -> (id: StorageID, snapshot: Snapshot)? {
    snapshots.filter { $0.snapshot.identity == identity }.max { $0.snapshot.time.precedes($1.snapshot.time) }
  }
}

extension Workspace {
  /// Opens targets side by side, with their snapshots and index. Each that fails is reported with its error; one that
  /// has no repository is open without one if `creating`.
  func open(
    _ targets: [RepositoryTarget], creating: Bool
  ) async -> (open: [String: OpenTarget], failed: [String: any Error]) {
    await withTaskGroup(of: (String, Result<OpenTarget, any Error>).self) { group in
      for target in targets {
        group.addTask { (target.name, await self.open(target, creating: creating)) }
      }
      var open: [String: OpenTarget] = [:]
      var failed: [String: any Error] = [:]
      for await (name, result) in group {
        switch result {
        case .success(let target): open[name] = target
        case .failure(let error): failed[name] = error
        }
      }
      return (open, failed)
    }
  }

  private func open(_ target: RepositoryTarget, creating: Bool) async -> Result<OpenTarget, any Error> {
    do {
      let repository = try await openRepository(target)
      // Snapshots first: what a listed snapshot needs is then in the index that is loaded after it.
      let snapshots = try await repository.listSnapshots()
      let index = try await repository.loadIndex()
      return .success(
        OpenTarget(
          target: target, repository: repository, snapshots: snapshots, indexFiles: Set(index.indexFileIDs)))
    } catch let error as RunError where creating && error.code == .noRepository {
      return .success(OpenTarget(target: target, repository: nil, snapshots: [], indexFiles: []))
    } catch {
      return .failure(error)
    }
  }
}
