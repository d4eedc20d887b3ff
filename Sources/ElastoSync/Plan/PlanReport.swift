/// A plan, as it is shown and approved.
public struct PlanReport: Sendable {
  public var header: PlanHeader
  public var summary: PlanSummary
  /// What could not be planned; the rest was.
  public var failures: [PlanFailure]

  /// What the shell is told of a plan alone.
  public var status: ExitStatus {
    if let first = failures.first { return ExitStatus(first.error) }
    return summary.problems.isEmpty ? .done : .incomplete
  }
}
