public import Cryptography
import Providers

extension Repository {
  /// Deletes what no snapshot needs, under an exclusive lock. Killed at any moment, the repository is whole, and another
  /// prune goes on.
  ///
  /// Throws `missing` or `damaged` before it changes anything when the snapshots are not whole. Load the index again
  /// afterwards.
  public func prune(
    holding lock: RepositoryLock, options: PruneOptions = PruneOptions()
  ) async throws(RepositoryError) -> PruneReport {
    try requireExclusive(lock, to: "prune")
    var run = PruneRun(self, holding: lock, options: options)
    return try await run.run()
  }

  /// Deletes snapshots that a decision names, under an exclusive lock, and returns those that were still there. What only
  /// they needed stays until a prune.
  @discardableResult
  public func forget(
    _ ids: [StorageID], holding lock: RepositoryLock
  ) async throws(RepositoryError) -> [StorageID] {
    try requireExclusive(lock, to: "forget")
    let there = Set(try await list(.snapshot).map(\.id))
    let found = ids.filter { there.contains($0) }
    try await deleteSnapshots(found, holding: lock)
    return found
  }

  /// Looks at the whole repository: every file is there, can be read and says what the others say, and every snapshot
  /// leads to all its blobs; with `readData`, the bytes of packs too. Changes nothing.
  ///
  /// Best under a lock that is not exclusive; without one, what others delete meanwhile is reported as missing.
  ///
  /// - Parameter onFinding: told of each thing as it is found, from any thread, one after the other or at once.
  public func check(
    options: CheckOptions = CheckOptions(), onFinding: @escaping @Sendable (CheckFinding) -> Void
  ) async -> CheckReport {
    // What the local disk has kept says nothing of what the store has.
    await CheckRun(readingFromStoreOnly(), options: options, onFinding: onFinding).run()
  }

  private func requireExclusive(_ lock: RepositoryLock, to what: String) throws(RepositoryError) {
    guard !lock.isExclusive else { return }
    throw RepositoryError(.invalidArgument, "\(what) needs an exclusive lock", location: store.name)
  }
}
