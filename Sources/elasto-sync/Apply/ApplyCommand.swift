import ArgumentParser
import ElastoSync
import Providers

/// Carries out a saved plan, or plans, asks and does it.
struct ApplyCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Carry out a saved plan; or plan, ask, and do it.",
    discussion: """
      Can be killed at any moment and run again. Without a terminal it needs a saved plan or --auto-approve.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var jobs: JobOptions

  @Argument(help: ArgumentHelp("What plan --out wrote.", valueName: "plan"))
  var plan: String?

  @Flag(help: "Do not ask.")
  var autoApprove = false

  @Option(
    help: ArgumentHelp(
      "Files that changed since the plan: read them anew, skip them, or refuse. Else what the job says.",
      valueName: "read|skip|refuse"))
  var changedFiles: String?

  @OptionGroup var dryRun: DryRunOption
  @OptionGroup var destroy: AllowDestroyOption

  mutating func validate() throws {
    if plan != nil, jobs.resources || !jobs.job.isEmpty {
      throw ValidationError("a saved plan says itself which jobs it covers: leave --job and --resources away")
    }
    if plan != nil, dryRun.dryRun {
      throw ValidationError("show says what a saved plan would do: use it instead of -n")
    }
  }

  func run(in session: Session) async throws -> ExitStatus {
    guard plan != nil || autoApprove || dryRun.dryRun || session.console.terminal.isInput else {
      throw RunError(
        .refused, "there is no terminal to ask: give a saved plan (plan --out FILE), or --auto-approve")
    }
    let workspace = try session.workspace()
    var options = try ApplyOptions(changedFiles: changedFiles)
    options.allowsDestroy = destroy.allowDestroy
    options.locksEarly = autoApprove && !dryRun.dryRun
    let observer = RunReporter(session)
    guard let plan else { return try await planAndApply(workspace, options, observer, session) }
    let progress = RunProgress()
    let ticker = Self.ticker("storing", progress, session)
    defer { ticker.stop() }
    let outcomes = try await workspace.apply(planAt: plan, options: options, observer: observer, progress: progress)
    return JobOutcome.status(of: outcomes)
  }

  private func planAndApply(
    _ workspace: Workspace, _ options: ApplyOptions, _ observer: RunReporter, _ session: Session
  ) async throws -> ExitStatus {
    let (planning, storing) = (RunProgress(), RunProgress())
    var ticker = Self.ticker("planning", planning, session)
    defer { ticker.stop() }
    var approval = Approval(session: session, isAutomatic: autoApprove, isDryRun: dryRun.dryRun)
    let outcomes = try await workspace.apply(
      jobs.request(depth: .metadata), options: options, observer: observer, planning: planning, progress: storing
    ) { report in
      ticker.stop()
      let isApproved = try await approval.decide(report)
      if isApproved { ticker = Self.ticker("storing", storing, session) }
      return isApproved
    }
    return approval.isGiven ? JobOutcome.status(of: outcomes) : approval.status
  }

  private static func ticker(_ label: String, _ progress: RunProgress, _ session: Session) -> ProgressTicker {
    ProgressTicker.start(label, on: session.console) { ProgressSample(progress.reading) }
  }
}
