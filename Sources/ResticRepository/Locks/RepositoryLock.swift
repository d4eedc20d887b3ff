public import Cryptography
import Providers
import Synchronization

/// A lock that this process holds in a repository, in restic's protocol: other clients respect it, and it theirs.
///
/// Any number may be held at once, or one exclusive one alone. It is refreshed in the background until `release()`;
/// the owner asks `ensureHeld()` before it writes anything that others rely on. While one is held, SIGHUP does not end
/// the process: restic sends it to learn whether the process of a lock is alive.
public final class RepositoryLock: Sendable {
  /// Between writing a lock and looking again, so that two who write at once see each other.
  static let settlingTime: Duration = .milliseconds(200)
  static let refreshInterval: Duration = .seconds(5 * 60)
  static let refreshRetryInterval: Duration = .seconds(30)
  /// A lock that was not refreshed for so long is given up: after 30 minutes others may remove it.
  static let lifetime: Int64 = 25 * 60

  public let isExclusive: Bool
  private let locks: LockFolder
  private let state: Mutex<State>

  private struct State {
    var id: StorageID
    var lastRefresh: GoTime
    var loss: String?
    var refreshing: Task<Void, Never>?
  }

  init(_ locks: LockFolder, id: StorageID, record: LockRecord) {
    self.locks = locks
    isExclusive = record.exclusive
    state = Mutex(State(id: id, lastRefresh: record.time))
    let task = Task { [weak self] in
      var pause = Self.refreshInterval
      while (try? await locks.environment.sleep(pause)) != nil {
        guard let self else { return }
        let isRefreshed = (try? await self.refresh()) != nil
        if self.state.withLock({ $0.loss != nil }) { return }
        pause = isRefreshed ? Self.refreshInterval : Self.refreshRetryInterval
      }
    }
    state.withLock { $0.refreshing = task }
  }

  deinit { if state.withLock({ $0.refreshing != nil }) { HangupShield.lower() } }

  /// The lock file's name; another one after each refresh.
  public var id: StorageID { state.withLock { $0.id } }

  /// Returns when the lock is still there and fresh; throws `lockLost`, or `store` when that cannot be found out.
  public func ensureHeld() async throws(RepositoryError) {
    while true {
      let checked = try currentID()
      if try await locks.exists(checked) { return }
      // A refresh in the meantime has put another file in its place.
      guard state.withLock({ $0.id == checked }) else { continue }
      throw lose("someone removed the lock")
    }
  }

  /// Puts a new lock file in place of the old one, as is done every five minutes.
  public func refresh() async throws(RepositoryError) {
    try await ensureHeld()
    let old = try currentID()
    let record = LockRecord(locks.environment, exclusive: isExclusive)
    let new = try await locks.write(record)
    let isReleased = state.withLock { state in
      if state.refreshing == nil { return true }
      state.id = new
      state.lastRefresh = record.time
      return false
    }
    try await locks.remove([isReleased ? new : old])
  }

  /// Removes the lock; also when the task has been cancelled. May be called again.
  public func release() async throws(RepositoryError) {
    let (id, task) = state.withLock { state in
      defer {
        state.refreshing = nil
        state.loss = state.loss ?? "it was released"
      }
      return (state.id, state.refreshing)
    }
    guard let task else { return }
    task.cancel()
    defer { HangupShield.lower() }
    try await locks.remove([id])
  }

  private func currentID() throws(RepositoryError) -> StorageID {
    let (id, loss, age) = state.withLock { state in
      (state.id, state.loss, locks.environment.now().seconds - state.lastRefresh.seconds)
    }
    if let loss { throw lost(loss) }
    if age > Self.lifetime { throw lose("the lock could not be refreshed for \(age / 60) minutes") }
    return id
  }

  private func lose(_ reason: String) -> RepositoryError {
    state.withLock { $0.loss = $0.loss ?? reason }
    return lost(reason)
  }

  private func lost(_ reason: String) -> RepositoryError {
    RepositoryError(
      .lockLost, "the lock on the repository is lost: \(reason); nothing more is written, run again",
      location: locks.repository.store.name)
  }
}
