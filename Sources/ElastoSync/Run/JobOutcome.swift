/// How a job ended.
public struct JobOutcome: Sendable {
  public var job: String
  public var result: JobResult
  public var snapshots: [SavedSnapshot]
  public var problems: [PathProblem]
  /// What failed, each on its target or source.
  public var errors: [any Error]
  public var seconds: Double

  public init(job: String) {
    self.job = job
    result = .success
    snapshots = []
    problems = []
    errors = []
    seconds = 0
  }

  /// Draws the result from what has come in.
  mutating func conclude() {
    guard result != .skipped || !errors.isEmpty else { return }
    let isInterrupted = errors.contains { ExitStatus($0) == .interrupted }
    result = isInterrupted ? .interrupted : !errors.isEmpty ? .failure : problems.isEmpty ? .success : .incomplete
  }

  /// What the run as a whole tells the shell: failures weigh most.
  public static func status(of outcomes: [JobOutcome]) -> ExitStatus {
    if let error = outcomes.flatMap(\.errors).first { return ExitStatus(error) }
    return outcomes.contains { $0.result == .incomplete } ? .incomplete : .done
  }
}
