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
    /// Batches and subdirectories that have not ended, and one for whoever sets the assembly up.
    var pending = 1
  }

  init(_ operation: DirectoryOperation) {
    self.operation = operation
    state = Mutex(State(outcomes: Array(repeating: .pending, count: operation.entries.count)))
  }

  /// One more thing to wait for.
  func expect() { state.withLock { $0.pending += 1 } }

  /// Something waited for has ended; true when it was the last, and the tree can be written.
  func end(_ results: [(index: Int, outcome: Outcome)] = []) -> Bool {
    state.withLock { state in
      for result in results { state.outcomes[result.index] = result.outcome }
      state.pending -= 1
      return state.pending == 0
    }
  }

  var outcomes: [Outcome] { state.withLock { $0.outcomes } }
}
