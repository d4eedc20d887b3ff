import Synchronization

/// The paths that could not be stored as they should, as they come up on many threads.
final class ProblemLog: Sendable {
  private let state = Mutex<[PathProblem]>([])
  private let report: @Sendable (PathProblem) -> Void

  /// - Parameter report: called at once for each problem, on the thread that found it.
  init(report: @escaping @Sendable (PathProblem) -> Void = { _ in }) { self.report = report }

  func add(_ problem: PathProblem) {
    state.withLock { $0.append(problem) }
    report(problem)
  }

  /// All so far, by path.
  var problems: [PathProblem] { state.withLock { $0.sorted { $0.path < $1.path } } }
}

/// The path that makes a run end without a snapshot.
final class Refusal: Sendable {
  private let path = Mutex<String?>(nil)

  var reason: String? { path.withLock { $0 } }

  func note(_ refused: String) { path.withLock { $0 = $0 ?? refused } }
}
