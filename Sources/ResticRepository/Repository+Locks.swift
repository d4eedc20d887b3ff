public import Cryptography
import Providers

extension Repository {
  /// The first pause while waiting for others, doubled up to the last.
  private static let firstPause: Duration = .seconds(5)
  private static let lastPause: Duration = .seconds(60)

  /// Takes a lock: looks for others, writes it, waits 200 ms and looks again.
  ///
  /// Locks that killed processes of this machine left are removed first. Throws `locked`, naming who holds one that is
  /// in the way, after `options.wait`.
  public func lock(
    exclusive: Bool, options: LockOptions = LockOptions()
  ) async throws(RepositoryError) -> RepositoryLock {
    let environment = options.environment
    let locks = LockFolder(self, environment, stateDirectory: options.stateDirectory)
    let start = environment.now()
    var pause = Self.firstPause
    while true {
      _ = try await locks.removeOwnDead()
      do throws(RepositoryError) {
        return try await tryLock(locks, exclusive: exclusive)
      } catch {
        guard error.code == .locked else { throw error }
        let waited = Duration.seconds(environment.now().seconds - start.seconds)
        guard waited < options.wait else { throw error }
        try await sleep(min(pause, options.wait - waited), environment)
        pause = min(pause * 2, Self.lastPause)
      }
    }
  }

  private func tryLock(_ locks: LockFolder, exclusive: Bool) async throws(RepositoryError) -> RepositoryLock {
    try await ensureNoConflict(locks, exclusive: exclusive, own: nil)
    let record = LockRecord(locks.environment, exclusive: exclusive)
    HangupShield.raise()
    let id: StorageID
    do throws(RepositoryError) { id = try await locks.write(record) } catch {
      HangupShield.lower()
      throw error
    }
    do throws(RepositoryError) {
      try await sleep(RepositoryLock.settlingTime, locks.environment)
      try await ensureNoConflict(locks, exclusive: exclusive, own: id)
    } catch {
      try? await locks.remove([id])
      HangupShield.lower()
      throw error
    }
    return RepositoryLock(locks, id: id, record: record)
  }

  private func ensureNoConflict(
    _ locks: LockFolder, exclusive: Bool, own: StorageID?
  ) async throws(RepositoryError) {
    for (id, record) in try await locks.all(but: own) {
      guard let record else {
        throw RepositoryError(
          .locked,
          "a lock cannot be read, so that nobody knows who holds it; `unlock --all` removes it when nothing "
            + "else works on the repository", location: location(.lock, id))
      }
      guard record.conflicts(withExclusive: exclusive) else { continue }
      let advice =
        record.isStale(locks.environment)
        ? "it is stale: `unlock` removes it" : "wait for it with --lock-wait, or `unlock` when it is gone"
      throw RepositoryError(
        .locked,
        "the repository is locked\(record.exclusive ? " exclusively" : "") by process \(record.pid) of "
          + "\(record.username.isEmpty ? "user \(record.uid)" : record.username) on \(record.hostname); \(advice)",
        location: location(.lock, id))
    }
  }

  private func sleep(_ duration: Duration, _ environment: LockEnvironment) async throws(RepositoryError) {
    do { try await environment.sleep(duration) } catch {
      throw RepositoryError(.store, "waiting for the lock was interrupted", location: store.name, cause: error)
    }
  }

  /// Removes stale locks, or all of them, and returns what was removed.
  ///
  /// All is for when nothing else works on the repository: whoever holds one of them will not write any more.
  @discardableResult
  public func unlock(
    all: Bool = false, options: LockOptions = LockOptions()
  ) async throws(RepositoryError) -> [StorageID] {
    let locks = LockFolder(self, options.environment, stateDirectory: options.stateDirectory)
    var removed = try await locks.removeOwnDead()
    let others: [StorageID]
    if all {
      others = try await list(.lock).map(\.id)
    } else {
      others = try await locks.all().compactMap { id, record in
        record.map { $0.isStale(options.environment) } == true ? id : nil
      }
    }
    try await locks.remove(others)
    removed += others
    return removed
  }

  /// The locks there are; `nil` in place of one that cannot be read.
  public func listLocks() async throws(RepositoryError) -> [(id: StorageID, record: LockRecord?)] {
    try await LockFolder(self, .system(), stateDirectory: nil).all()
  }
}
