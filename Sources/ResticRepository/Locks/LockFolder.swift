import Cryptography
import Providers

/// The lock files of one repository, as one process works with them.
struct LockFolder: Sendable {
  let repository: Repository
  let environment: LockEnvironment
  private let ledger: LockLedger?

  init(_ repository: Repository, _ environment: LockEnvironment, stateDirectory: String?) {
    self.repository = repository
    self.environment = environment
    ledger = stateDirectory.map { LockLedger(stateDirectory: $0, repository: repository.id) }
  }

  /// Every lock but one; `nil` in place of one that cannot be read. Locks that go meanwhile are left out.
  func all(but own: StorageID? = nil) async throws(RepositoryError) -> [(id: StorageID, record: LockRecord?)] {
    var locks: [(id: StorageID, record: LockRecord?)] = []
    for (id, _) in try await repository.list(.lock) where id != own {
      do throws(RepositoryError) {
        locks.append((id, try LockRecord(decoding: try await repository.loadUnpacked(.lock, id))))
      } catch {
        switch error.code {
        case .missing: continue
        case .damaged: locks.append((id, nil))
        default: throw error
        }
      }
    }
    return locks
  }

  func exists(_ id: StorageID) async throws(RepositoryError) -> Bool {
    do { return try await repository.store.exists(RepositoryFile.lock.path(id)) } catch {
      throw RepositoryError(.store, "the lock cannot be looked up: \(error.message)", error, repository.store)
    }
  }

  func write(_ record: LockRecord) async throws(RepositoryError) -> StorageID {
    let sealed = try repository.seal(.lock, record.encoded())
    if let ledger {
      let process = environment.process
      await BlockingThreads.files.run { ledger.note(sealed.id, of: process) }
    }
    do throws(RepositoryError) {
      try await repository.put(.lock, sealed.id, sealed.bytes)
    } catch {
      // It may be there all the same, when only the answer was lost.
      try? await remove([sealed.id])
      throw error
    }
    return sealed.id
  }

  /// Also when the calling task has been cancelled: a lock must not stay behind.
  func remove(_ ids: [StorageID]) async throws(RepositoryError) {
    let result = await Task.detached { [repository, ledger] () async -> Result<Void, RepositoryError> in
      do throws(RepositoryError) {
        try await repository.remove(.lock, ids)
        if let ledger { await BlockingThreads.files.run { for id in ids { ledger.forget(id) } } }
        return .success(())
      } catch {
        return .failure(error)
      }
    }.value
    try result.get()
  }

  /// Removes what killed processes of this machine left behind, by the notes they made.
  func removeOwnDead() async throws(RepositoryError) -> [StorageID] {
    guard let ledger else { return [] }
    let environment = environment
    let dead = await BlockingThreads.files.run { ledger.dead(environment) }
    guard !dead.isEmpty else { return [] }
    try await remove(dead)
    return dead
  }
}
