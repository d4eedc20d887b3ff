import ResticRepository
import Synchronization

/// Locks that are taken while the plan is being made, for a run that nobody is asked about: a lock takes a while to
/// settle, and then has.
///
/// One that somebody else is in the way of is left: whoever needs it takes it in its own time, and says who is.
final class EarlyLocks: Sendable {
  private let stateDirectory: String?
  private let locks = Mutex<[String: Task<RepositoryLock?, Never>]>([:])

  /// - Parameter stateDirectory: where notes about locks are kept; `nil` to take none.
  init(stateDirectory: String?) { self.stateDirectory = stateDirectory }

  /// Begins to lock a target's repository, unless that has been done.
  func begin(_ target: String, _ repository: Repository) {
    guard let stateDirectory else { return }
    locks.withLock { locks in
      guard locks[target] == nil else { return }
      locks[target] = Task {
        try? await repository.lock(exclusive: false, options: LockOptions(stateDirectory: stateDirectory))
      }
    }
  }

  /// The lock, to whoever asks first; it is theirs to release.
  func take(_ target: String) async -> RepositoryLock? {
    let lock = locks.withLock { $0.removeValue(forKey: target) }
    return await lock?.value
  }

  /// Lets go of what nobody has taken. To be called once, whatever happened.
  func release() async {
    let left = locks.withLock { locks in
      defer { locks = [:] }
      return locks.values.map(\.self)
    }
    for lock in left { try? await lock.value?.release() }
  }
}
