import Synchronization

/// Closed once another has the volume: from then on nothing is done any more.
final class Fence: Sendable {
  private let isClosed = Atomic<Bool>(false)
  private let error = Mutex<BlockError?>(nil)

  func close(_ error: BlockError) {
    self.error.withLock { $0 = $0 ?? error }
    isClosed.store(true, ordering: .releasing)
  }

  func check() throws(BlockError) {
    guard isClosed.load(ordering: .acquiring), let error = error.withLock({ $0 }) else { return }
    throw error
  }

  /// Runs `body` unless it is closed, and closes it where `body` finds that another has the volume.
  func guarding<T>(_ body: () async throws(BlockError) -> T) async throws(BlockError) -> T {
    try check()
    do throws(BlockError) {
      return try await body()
    } catch {
      if error.code == .fenced { close(error) }
      throw error
    }
  }
}
