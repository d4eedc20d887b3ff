extension JobOutcome {
  /// Does `body` between the job's hooks, and draws the result from both.
  mutating func run(
    around hooks: HookRunner, summary: PlanSummary, _ body: (inout JobOutcome) async -> Void
  ) async {
    switch await hooks.begin() {
    case .skipped:
      result = .skipped
    case .aborted(let ended):
      result = ended
    case .startJob:
      await body(&self)
      conclude()
      result = await hooks.end(result, figures: figures(summary), firstError: errors.first.map { "\($0)" })
    }
    errors += hooks.failures.map { failure in
      RunError(failure.outcome == .interrupted ? .interrupted : .failed, failure.description, location: "job \(job)")
    }
  }
}
