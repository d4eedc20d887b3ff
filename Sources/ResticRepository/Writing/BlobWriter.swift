import Chunker
import Cryptography
import Providers
import Synchronization

/// A writing session: any number of threads bring blobs, each new one is stored once.
///
/// The order is what makes a crash harmless: packs first, then index files that name only stored packs, and, by the
/// caller, after `finish()`, a snapshot. What a session leaves when it is killed are packs that no index knows:
/// `Repository.adoptUnindexedPacks` makes them useful.
public final class BlobWriter: Sendable {
  /// More than a pack's size in one blob: a folder with millions of entries.
  static let maximumBlobLength = 1 << 31
  /// A pack is full when the last blob has gone over its size, by at most a chunk.
  static let packSlack = 8 << 20
  /// What is reserved for a pack, at least. The C library maps requests of more than 32 MiB, and only such, separately
  /// whatever came before: untouched pages cost nothing, and what is freed goes back to the system, not to an arena.
  static let smallestReservation = 33 << 20
  /// When an index file is written before the end, as restic does.
  static let indexBlobLimit = 150_000
  static let indexAgeLimit: Duration = .seconds(10 * 60)

  let repository: Repository
  let index: BlobIndex
  let options: BlobWriterOptions
  let lock: RepositoryLock?
  let slots: UploadSlots
  let packs: OpenPacks
  let hasFailed = Atomic<Bool>(false)
  let state = Mutex(State())

  struct State {
    var openWorkers = 0
    var uploadsUnderWay = 0
    var allUploaded: CheckedContinuation<Void, Never>?
    var pending = IndexFile()
    var pendingSince = ContinuousClock.now
    var failure: RepositoryError?
    var summary = WriterSummary()
  }

  /// - Parameter lock: asked before each index file is written; only a dry run does without.
  init(_ repository: Repository, _ index: BlobIndex, _ lock: RepositoryLock?, _ options: BlobWriterOptions) {
    self.repository = repository
    self.index = index
    self.lock = lock
    self.options = options
    slots = UploadSlots(options.uploads)
    packs = OpenPacks(packSize: options.packSize)
  }

  /// A worker for one thread. Every one must be closed before `finish()`.
  public func makeWorker() throws(RepositoryError) -> BlobWorker {
    do {
      let worker = try BlobWorker(self)
      state.withLock { $0.openWorkers += 1 }
      return worker
    } catch {
      throw fail(error, while: "preparing to write")
    }
  }

  /// Stores what is left in packs and index files. Afterwards every blob that was brought is safe.
  ///
  /// The first error that any worker or upload met is thrown here again; no snapshot may be saved then.
  @discardableResult
  public func finish() async throws(RepositoryError) -> WriterSummary {
    let open = state.withLock { $0.openWorkers }
    guard open == 0 else {
      throw fail(
        RepositoryError(
          .invalidArgument, "\(open) workers have not been closed: what they hold would be lost",
          location: repository.store.name))
    }
    try throwIfFailed()
    for pack in try finishLastPacks() { start(pack) }
    await waitForUploads()
    try throwIfFailed()
    try await writeIndex(always: true)
    try throwIfFailed()
    return state.withLock { $0.summary }
  }

  /// Ends the session early: workers' calls throw `reason` from now on, packs on their way are waited for, and what is
  /// stored is indexed, so that the next run finds it. Blobs in unfinished packs are dropped.
  ///
  /// False where packs may be left that no index knows.
  @discardableResult
  public func stop(_ reason: RepositoryError) async -> Bool {
    let isFirst = state.withLock { $0.failure == nil }
    _ = fail(reason)
    await waitForUploads()
    do {
      try await writeIndex(always: true)
      // An upload that failed may have arrived all the same.
      return isFirst
    } catch {
      return false
    }
  }

  func throwIfFailed() throws(RepositoryError) {
    guard hasFailed.load(ordering: .acquiring) else { return }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Keeps the first error, and returns it.
  func fail(_ error: RepositoryError) -> RepositoryError {
    let first = state.withLock { state in
      state.failure = state.failure ?? error
      return state.failure ?? error
    }
    hasFailed.store(true, ordering: .releasing)
    return first
  }

  func fail(_ error: any Error, while doing: String) -> RepositoryError {
    if let error = error as? RepositoryError { return fail(error) }
    let isFault = error is BlobSealerFault
    return fail(
      RepositoryError(
        isFault ? .damaged : .store,
        isFault
          ? "\(doing): what was encrypted does not open to the same bytes, and was not stored; this machine's memory or "
            + "processor makes mistakes, test it before you run again"
          : "\(doing) failed: \(error)",
        location: repository.store.name, cause: error))
  }

  func workerHasClosed() { state.withLock { $0.openWorkers -= 1 } }

  /// A worker went without `close()`.
  func abandon() {
    state.withLock { $0.openWorkers -= 1 }
    _ = fail(
      RepositoryError(
        .invalidArgument, "a worker was dropped with blobs that had not been stored", location: repository.store.name))
  }
}
