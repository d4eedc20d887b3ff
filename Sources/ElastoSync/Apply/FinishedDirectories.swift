import ResticRepository
import Synchronization

/// Brings a finished directory and its parent together, whichever comes first.
final class FinishedDirectories: Sendable {
  private enum Meeting {
    case finished(subtrees: [StorageID?])
    case awaited(DirectoryAssembly, index: Int)
  }

  private let meetings = Mutex<[UInt64: Meeting]>([:])

  /// A directory has its trees. Gives the parent that waits for it, if it does already.
  func finish(_ number: UInt64, subtrees: [StorageID?]) -> (parent: DirectoryAssembly, index: Int)? {
    meetings.withLock { meetings in
      switch meetings.removeValue(forKey: number) {
      case .awaited(let parent, let index): return (parent, index)
      case .finished, nil:
        meetings[number] = .finished(subtrees: subtrees)
        return nil
      }
    }
  }

  /// `parent` wants the trees of a directory. Gives them if they are there already.
  func await(_ number: UInt64, parent: DirectoryAssembly, index: Int) -> [StorageID?]? {
    meetings.withLock { meetings in
      switch meetings.removeValue(forKey: number) {
      case .finished(let subtrees): return subtrees
      case .awaited, nil:
        meetings[number] = .awaited(parent, index: index)
        return nil
      }
    }
  }
}
