import Providers
import ResticRepository
import Synchronization

/// What all threads of one restore share.
final class RestoreSession: Sendable {
  let source: any BlobSource
  let options: RestoreOptions
  let progress: any RestoreProgress
  let cancellation: CancellationFlag
  private let state = Mutex(RestoreReport())

  init(
    source: any BlobSource, options: RestoreOptions, progress: any RestoreProgress, cancellation: CancellationFlag
  ) {
    self.source = source
    self.options = options
    self.progress = progress
    self.cancellation = cancellation
  }

  var report: RestoreReport { state.withLock { $0 } }

  func count(_ change: (inout RestoreReport) -> Void) {
    state.withLock { change(&$0) }
  }

  func fail(_ failure: RestoreFailure) {
    state.withLock { $0.add(failure) }
    progress.failed(failure)
  }

  func fail(_ error: FileSystemError, at path: FileSystemPath) {
    fail(RestoreFailure(error.message, at: path, cause: error))
  }

  func fail(errno number: Int32, _ action: String, at path: FileSystemPath) {
    fail(FileSystemError(errno: number, action, at: path), at: path)
  }

  /// Waits for asynchronous work from one of the restore's own threads.
  func tree(_ id: StorageID) throws(RepositoryError) -> Tree {
    let source = source
    return try BlockingThreads.wait { () async throws(RepositoryError) in try await source.tree(id) }
  }

  func readPack(_ pack: StorageID, _ range: Range<Int64>) throws(RepositoryError) -> [UInt8] {
    let source = source
    return try BlockingThreads.wait { () async throws(RepositoryError) in try await source.readPack(pack, range) }
  }

  func checkCancellation() throws(CancellationError) {
    if cancellation.isCancelled { throw CancellationError() }
  }
}
