import ArgumentParser
import ElastoSync

/// Shows what would change.
struct PlanCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what would change and what it would cost; change nothing.",
    discussion: """
      By metadata: names, sizes and times are compared, figures are bounds. Exact: new and changed files are read and
      cut into chunks, the index is asked, and figures are what apply will do. Exact is the default with --out.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var jobs: JobOptions

  @Option(help: ArgumentHelp("Save the plan, for apply.", valueName: "file"))
  var out: String?

  @Flag(help: "Read what is new and changed.")
  var exact = false

  @Flag(help: "Read no files, also with --out.")
  var byMetadata = false

  @Flag(help: "Name every entry that changes; what is gone from the source is only counted.")
  var files = false

  @Flag(help: "Exit status 2 where there is something to do.")
  var detailedExitcode = false

  mutating func validate() throws {
    if exact, byMetadata { throw ValidationError("--exact and --by-metadata contradict each other: choose one") }
    if let out, out.isEmpty { throw ValidationError("--out needs a file's name") }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    let isExact = exact || (out != nil && !byMetadata)
    let request = jobs.request(depth: isExact ? .exact : .metadata)
    let progress = RunProgress()
    let observer = RunReporter(session)
    let ticker = ProgressTicker.start("planning", on: session.console) { ProgressSample(progress.reading) }
    defer { ticker.stop() }
    let presenter = PlanPresenter(session)
    let visit: ((PlannedEntry) throws -> Void)? = files ? { presenter.show($0) } : nil
    var report: PlanReport
    if let out {
      report = try await workspace.plan(request, savingTo: out, observer: observer, progress: progress)
      if report.failures.isEmpty, files { report = try PlanReport.load(planAt: out, visiting: visit) }
    } else {
      report = try await workspace.plan(request, observer: observer, progress: progress, visiting: visit)
    }
    ticker.stop()
    presenter.show(report)
    for failure in report.failures { session.report(failure.error) }
    if let out {
      if report.failures.isEmpty {
        session.note("\nSaved as \(out). Carry it out with: elasto-sync apply \(out)")
      } else {
        session.warn("the plan was not saved, because not everything could be planned")
      }
    }
    if detailedExitcode, report.status == .done || report.status == .incomplete, !report.summary.isEmpty {
      return .changes
    }
    return report.status
  }
}

extension ProgressSample {
  init(_ reading: RunProgress.Reading) {
    self.init(
      files: reading.files, bytes: reading.bytes, expectedFiles: reading.expectedFiles,
      expectedBytes: reading.expectedBytes)
  }
}
