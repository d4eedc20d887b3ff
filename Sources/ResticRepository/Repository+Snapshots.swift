public import Cryptography
import Providers

extension Repository {
  /// Snapshot files read at once.
  private static let snapshotFetchWidth = 8

  /// Every snapshot, ascending by id. Throws `damaged`, naming the file, at the first that cannot be read.
  public func listSnapshots() async throws(RepositoryError) -> [(id: StorageID, snapshot: Snapshot)] {
    let ids = try await list(.snapshot).map(\.id)
    do {
      let found = try await withThrowingTaskGroup(of: (StorageID, Snapshot).self) { group in
        var found: [(id: StorageID, snapshot: Snapshot)] = []
        found.reserveCapacity(ids.count)
        for (position, id) in ids.enumerated() {
          if position >= Self.snapshotFetchWidth, let next = try await group.next() { found.append(next) }
          group.addTask { (id, try await self.loadSnapshot(id)) }
        }
        for try await next in group { found.append(next) }
        return found
      }
      return found.sorted { $0.id < $1.id }
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw RepositoryError(.store, "the snapshots cannot be read: \(error)", location: store.name, cause: error)
    }
  }

  public func loadSnapshot(_ id: StorageID) async throws(RepositoryError) -> Snapshot {
    let bytes = try await loadUnpacked(.snapshot, id)
    do throws(RepositoryError) { return try Snapshot(decoding: bytes) } catch {
      throw RepositoryError(error.code, error.message, location: location(.snapshot, id), cause: error)
    }
  }

  /// Stores a snapshot whose tree is in the repository and in its index; refuses when the lock is lost.
  @discardableResult
  public func saveSnapshot(
    _ snapshot: Snapshot, holding lock: RepositoryLock
  ) async throws(RepositoryError) -> StorageID {
    try await lock.ensureHeld()
    return try await saveUnpacked(.snapshot, snapshot.encoded())
  }

  /// Deletes snapshots; what they alone refer to stays until a prune. Refuses when the lock is lost.
  public func deleteSnapshots(_ ids: [StorageID], holding lock: RepositoryLock) async throws(RepositoryError) {
    try await lock.ensureHeld()
    try await remove(.snapshot, ids)
  }
}
