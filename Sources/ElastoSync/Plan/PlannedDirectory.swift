import ResticRepository
import Synchronization

/// A directory that the planner walks: it is written to the plan when everything below it has been.
final class PlannedDirectory: Sendable {
  let number: UInt64
  let parent: PlannedDirectory?
  /// The place of this directory's entry in the parent's list.
  let indexInParent: Int
  let name: [UInt8]
  let place: SourcePlace
  /// The directory's tree in the snapshot that each target is compared with.
  let priorTrees: [StorageID?]
  private let state: Mutex<State>

  private struct State {
    var directory: OpenDirectory?
    var operation: DirectoryOperation?
    /// Entries whose directory could not be read.
    var dropped: [Int] = []
    /// Subdirectories that have not ended, and one for the walk of the directory itself.
    var pending = 1
  }

  init(
    number: UInt64, name: [UInt8], parent: PlannedDirectory?, indexInParent: Int, place: SourcePlace,
    priorTrees: [StorageID?]
  ) {
    self.number = number
    self.name = name
    self.parent = parent
    self.indexInParent = indexInParent
    self.place = place
    self.priorTrees = priorTrees
    state = Mutex(State())
  }

  /// Links are followed to get here.
  var isOnTheWay: Bool {
    if case .onTheWay = place { true } else { false }
  }

  /// The descriptor, for those below; it is let go when the directory ends.
  var directory: OpenDirectory? {
    get { state.withLock { $0.directory } }
    set { state.withLock { $0.directory = newValue } }
  }

  /// The directory has been listed; `children` more are to end.
  func expect(_ children: Int, before operation: DirectoryOperation) {
    state.withLock { state in
      state.operation = operation
      state.pending += children
    }
  }

  /// The walk of this directory or one of its children has ended. Gives the operation when it was the last.
  ///
  /// - Parameter dropped: the entry of a child that could not be read.
  func end(dropped: Int? = nil) -> DirectoryOperation? {
    state.withLock { state in
      if let dropped { state.dropped.append(dropped) }
      state.pending -= 1
      guard state.pending == 0 else { return nil }
      state.directory = nil
      guard var operation = state.operation else { return nil }
      state.operation = nil
      for index in state.dropped.sorted(by: >) { operation.entries.remove(at: index) }
      return operation
    }
  }
}
