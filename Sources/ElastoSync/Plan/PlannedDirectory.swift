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
    var findings: Findings?
    /// What every target has as it is, of the subdirectories.
    var unchanged: [UnchangedDirectory] = []
    /// Something here or below is not as every target has it.
    var differs = false
    /// Entries whose directory could not be read.
    var dropped: [Int] = []
    /// Subdirectories that have not ended, and one for the walk of the directory itself.
    var pending = 1
  }

  /// What the walk of the directory found.
  enum Findings: Sendable {
    case described(DirectoryOperation)
    case matched(MatchedDirectory)
  }

  /// A directory of which the walk has ended, with all below it.
  struct Ended {
    var findings: Findings
    /// Entries whose directory could not be read, by their places.
    var dropped: [Int]
    /// Something here or below is not as every target has it.
    var differs: Bool
    var unchanged: [UnchangedDirectory]
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
  ///
  /// - Parameter differs: its own entries are not as every target has them.
  func expect(_ children: Int, before findings: Findings, differs: Bool) {
    state.withLock { state in
      state.findings = findings
      state.differs = state.differs || differs
      state.pending += children
    }
  }

  /// The walk of this directory or one of its children has ended. Gives what there is to write when it was the last.
  ///
  /// - Parameters:
  ///   - dropped: the entry of a child that could not be read.
  ///   - differs: the child is not as every target has it.
  ///   - unchanged: the child, where it is.
  func end(dropped: Int? = nil, differs: Bool = false, unchanged: UnchangedDirectory? = nil) -> Ended? {
    state.withLock { state in
      if let dropped { state.dropped.append(dropped) }
      if let unchanged { state.unchanged.append(unchanged) }
      state.differs = state.differs || differs || dropped != nil
      state.pending -= 1
      guard state.pending == 0, let findings = state.findings else { return nil }
      defer {
        state.directory = nil
        state.findings = nil
        state.unchanged = []
      }
      return Ended(
        findings: findings, dropped: state.dropped, differs: state.differs, unchanged: state.unchanged)
    }
  }
}
