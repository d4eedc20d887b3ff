import Chunker
import Cryptography
import Manifest
import Providers
import ResticRepository
import Synchronization

/// One target during one section: where chunks and trees go, and whether it still takes them.
///
/// A target that fails is dropped; the others go on.
final class TargetSession: Sendable {
  let name: String
  let repository: Repository
  let index: BlobIndex
  let writer: BlobWriter
  /// The snapshot that the section was planned on.
  let parent: StorageID?
  /// Held while the session writes; a dry run has none.
  private let lock: RepositoryLock?
  private let journal: SessionJournal.Entry?
  /// What a session that was cut short had stored, and this one need not bring again.
  let adopted: Adopted
  private let state = Mutex(State())

  private struct State {
    var failure: (any Error)?
    var isFinished = false
    var figures = Figures()
  }

  /// What the session brought that was not there.
  struct Figures: Sendable {
    var newBlobs = 0
    var newBytes: Int64 = 0
    /// Compressed and sealed.
    var storedBytes: Int64 = 0
  }

  struct Adopted: Sendable {
    var packs = 0
    /// Packs whose header cannot be read; `check` names them.
    var unreadable = 0
    /// Why what is of no use could not be removed. It takes room, and harms nothing.
    var leftover: RepositoryError?
  }

  /// Locks the repository, and reads its index afresh under the lock: what the plan counts on may have gone. Packs that
  /// a session before this one stored and could not index are found, and indexed.
  ///
  /// - Parameter earlier: a lock that is held already; it is the session's from now on.
  init(
    _ target: RepositoryTarget, repository: Repository, lock earlier: RepositoryLock?, lockWait: Duration,
    folders: StateFolders, parent: StorageID?
  ) async throws {
    name = target.name
    self.repository = repository
    self.parent = parent
    let lock: RepositoryLock
    if let earlier {
      lock = earlier
    } else {
      lock = try await repository.lock(
        exclusive: false, options: LockOptions(wait: lockWait, stateDirectory: folders.state))
    }
    let journal = await BlockingThreads.files.run { SessionJournal(of: repository.id.hex, in: folders).begin() }
    do {
      index = try await repository.loadIndex()
      adopted = try await Self.adopt(in: repository, index, lock, journal)
    } catch {
      try? await lock.release()
      throw error
    }
    self.lock = lock
    self.journal = journal
    writer = repository.makeWriter(
      index: index, holding: lock, options: BlobWriterOptions(target, at: repository.store))
  }

  /// A session that stores nothing: it tells what a plan would add.
  init?(planning open: OpenTarget) {
    guard let repository = open.repository, let index = repository.index else { return nil }
    name = open.name
    self.repository = repository
    self.index = index
    parent = nil
    lock = nil
    journal = nil
    adopted = Adopted()
    writer = repository.makeDryRun(index: index, options: BlobWriterOptions(open.target, at: repository.store))
  }

  private static func adopt(
    in repository: Repository, _ index: BlobIndex, _ lock: RepositoryLock, _ journal: SessionJournal.Entry
  ) async throws -> Adopted {
    guard journal.isAfterInterruption else { return Adopted() }
    let (packs, unreadable) = try await repository.adoptUnindexedPacks(index: index, holding: lock)
    var adopted = Adopted(packs: packs.count, unreadable: unreadable.count)
    do throws(RepositoryError) {
      // Without the state folder, nothing but restic's rule tells whose lock the interrupted one's is.
      try await repository.unlock()
      try await repository.removeUnfinishedPacks(holding: lock)
    } catch {
      // Credentials that may store need not be allowed to list uploads or to delete.
      adopted.leftover = error
    }
    await BlockingThreads.files.run { journal.settle() }
    return adopted
  }

  /// Why the target was dropped.
  var failure: (any Error)? { state.withLock { $0.failure } }

  var figures: Figures { state.withLock { $0.figures } }

  func fail(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }

  func count(_ blob: StoredBlob, size: Int) {
    guard blob.isNew else { return }
    state.withLock { state in
      state.figures.newBlobs += 1
      state.figures.newBytes += Int64(size)
      state.figures.storedBytes += Int64(blob.storedLength)
    }
  }

  /// Makes all that was stored durable and writes the snapshot that names it.
  func save(_ snapshot: Snapshot) async throws -> StorageID {
    if let failure { throw failure }
    try await writer.finish()
    state.withLock { $0.isFinished = true }
    return try await repository.saveSnapshot(snapshot, holding: try held())
  }

  /// Lets a snapshot go, if it still is there and of this identity.
  func forget(_ id: StorageID, of identity: SnapshotIdentity) async throws {
    guard try await repository.loadSnapshot(id).identity == identity else {
      throw PlanError(
        .outOfBounds, "snapshot \(id) is not of \(identity): the plan was changed, make it again", location: name)
    }
    try await repository.deleteSnapshots([id], holding: try held())
  }

  /// Ends the session and frees the lock, whatever happened. What was stored and not finished is indexed, so that the
  /// next run finds it.
  func close() async {
    guard let lock else { return }
    var hasEnded = state.withLock { $0.isFinished }
    if !hasEnded {
      hasEnded = await writer.stop(RepositoryError(.store, "the run ended early", location: repository.store.name))
    }
    if hasEnded, let journal { await BlockingThreads.files.run { journal.end() } }
    try? await lock.release()
  }

  private func held() throws -> RepositoryLock {
    guard let lock else {
      throw RunError(.failed, "a dry run writes nothing", location: "target \(name)")
    }
    return lock
  }
}

extension BlobWriterOptions {
  /// Packs on their way at once: one is written while the next fills; over a network, more hide what a request waits.
  private static func uploads(to store: any ObjectStore) -> Int { store.local == nil ? 5 : 2 }

  init(_ target: RepositoryTarget, at store: any ObjectStore) {
    let compression: Compression =
      switch target.compression {
      case .off: .off
      case .level(let level): .automatic(level: level)
      }
    self.init(
      compression: compression, packSize: Int(clamping: target.packSize.bytes),
      uploads: Self.uploads(to: store))
  }
}
