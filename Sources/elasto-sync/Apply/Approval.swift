import ElastoSync
import Providers

/// Shows a plan and gets a yes or no to it.
struct Approval {
  let session: Session
  let isAutomatic: Bool
  let isDryRun: Bool
  private(set) var isGiven = false
  /// What a run without approval tells the shell.
  private(set) var status = ExitStatus.done

  init(session: Session, isAutomatic: Bool, isDryRun: Bool) {
    self.session = session
    self.isAutomatic = isAutomatic
    self.isDryRun = isDryRun
  }

  /// Whether to go on. Only a literal `yes` approves.
  mutating func decide(_ report: PlanReport) async throws -> Bool {
    if isDryRun {
      PlanPresenter(session).show(report)
      for failure in report.failures { session.report(failure.error) }
      status = report.status
      return false
    }
    if isAutomatic {
      if session.console.terminal.isOutput || session.isJSON { PlanPresenter(session).show(report) }
      isGiven = true
      return true
    }
    PlanPresenter(session).show(report)
    session.console.ask("\nDo this? Only yes will do: ")
    let terminal = session.console.terminal
    let answer = await BlockingThreads.files.run { terminal.readAnswer() }
    try Task.checkCancellation()
    isGiven = answer == "yes"
    if !isGiven {
      session.console.tell("elasto-sync: nothing was done")
      status = .refused
    }
    return isGiven
  }
}
