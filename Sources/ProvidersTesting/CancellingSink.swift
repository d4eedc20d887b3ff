import Providers
import Synchronization

/// Cancels the task that feeds it at the first piece, and waits for that task to be known.
final class CancellingSink: ByteSink {
  private let state = Mutex<(task: Task<Void, any Error>?, writes: Int)>((nil, 0))

  var writes: Int { state.withLock { $0.writes } }

  func cancelOnWrite(_ task: Task<Void, any Error>) { state.withLock { $0.task = task } }

  func write(_ bytes: UnsafeRawBufferPointer) {
    var task: Task<Void, any Error>?
    while task == nil { task = state.withLock { $0.task } }
    task?.cancel()
    state.withLock { $0.writes += 1 }
  }

  func restart() {}
}
