import ResticRepository
import Synchronization

/// A directory on its way to becoming a tree: it waits for its files and its subdirectories, in whatever order they end.
final class DirectoryAssembly: Sendable {
  /// What has become of an entry.
  enum Outcome: Sendable {
    case pending
    /// It could not be stored anywhere, and is left out.
    case dropped
    /// Its node, and for a file its chunks, for each target; `nil` where that target has failed.
    case stored(Node, contents: [[StorageID]?])
    /// A directory, and its tree at each target.
    case directory(Node, subtrees: [StorageID?])
  }

  let operation: DirectoryOperation
  private let state: Mutex<State>

  private struct State {
    var outcomes: [Outcome]
    /// Batches, gathered files and subdirectories that have not ended, and one for whoever sets the assembly up.
    var pending = 1
  }

  init(_ operation: DirectoryOperation) {
    self.operation = operation
    state = Mutex(State(outcomes: Array(repeating: .pending, count: operation.entries.count)))
  }

  /// One more thing to wait for.
  func expect() { state.withLock { $0.pending += 1 } }

  /// So many things waited for have ended; true when they were the last, and the tree can be written.
  func end(_ results: [(index: Int, outcome: Outcome)] = [], count: Int = 1) -> Bool {
    state.withLock { state in
      for result in results { state.outcomes[result.index] = result.outcome }
      state.pending -= count
      return state.pending == 0
    }
  }

  var outcomes: [Outcome] { state.withLock { $0.outcomes } }
}
