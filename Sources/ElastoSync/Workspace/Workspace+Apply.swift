import Cryptography
import Manifest

extension Workspace {
  /// Plans by metadata, asks, and does it: each source is read once.
  ///
  /// - Parameters:
  ///   - planning: how far planning has come; `progress` is of what follows.
  ///   - approve: looks at the plan and says whether to go on; what it throws ends the run before anything is touched.
  /// - Returns: how each job ended; empty when the plan was not approved.
  public func apply(
    _ request: PlanRequest, options: ApplyOptions = ApplyOptions(), observer: any RunObserver,
    planning: RunProgress = RunProgress(), progress: RunProgress, clock: RunClock = .system(),
    approve: (PlanReport) async throws -> Bool
  ) async throws -> [JobOutcome] {
    let locks = EarlyLocks(stateDirectory: options.locksEarly ? settings.folders.state : nil)
    do {
      let outcomes = try await apply(
        request, options: options, observer: observer, planning: planning, progress: progress, clock: clock,
        locks: locks, approve: approve)
      await locks.release()
      return outcomes
    } catch {
      await locks.release()
      throw error
    }
  }

  private func apply(
    _ request: PlanRequest, options: ApplyOptions, observer: any RunObserver, planning: RunProgress,
    progress: RunProgress, clock: RunClock, locks: EarlyLocks, approve: (PlanReport) async throws -> Bool
  ) async throws -> [JobOutcome] {
    let (result, report, file) = try await planInMemory(
      request, observer: observer, progress: planning, clock: clock, locks: locks)
    let asked = RunClock.seconds()
    guard try await approve(report) else { return [] }
    // Whoever took time to look at the plan gave files time to change.
    let isFresh = RunClock.seconds() - asked < 1
    progress.expect(report.summary)
    let reader = try PlanFileReader(file, name: "the plan of this run")
    let applier = Applier(
      workspace: self, observer: observer, progress: progress, clock: clock, options: options, locks: locks,
      header: result.header, summary: result.summary, isSaved: false, isPlanFresh: isFresh)
    return try await applier.apply(reader, targets: result.targets, failures: result.failures)
  }

  /// Carries out a saved plan. Throws `PlanError` `.stale` when the world has moved on since it was made.
  public func apply(
    planAt path: String, options: ApplyOptions = ApplyOptions(), observer: any RunObserver, progress: RunProgress,
    clock: RunClock = .system()
  ) async throws -> [JobOutcome] {
    let reader = try planReader(path)
    // All of it, before any of it is done.
    try reader.verify()
    let digest = try manifest.digest().hex
    guard reader.header.manifest == digest else {
      throw PlanError(.stale, "the manifest has changed since the plan was made: plan again", location: path)
    }
    let names = Set(reader.header.targets.map(\.name))
    let targets = try names.sorted().map { try repositoryTarget(named: $0) }
    let (open, failed) = await open(targets, creating: true)
    let staleness = PlanStaleness(header: reader.header, path: path)
    for target in open.values { try staleness.check(target) }
    progress.expect(reader.summary)
    let applier = Applier(
      workspace: self, observer: observer, progress: progress, clock: clock, options: options,
      locks: EarlyLocks(stateDirectory: nil), header: reader.header, summary: reader.summary, isSaved: true,
      isPlanFresh: false)
    let jobs = try JobSelection(PlanRequest(jobs: Array(Set(reader.header.sections.map(\.job)))), of: manifest)
    return try await applier.apply(reader, targets: open, failures: jobs.failures(of: failed))
  }
}

extension RunProgress {
  fileprivate func expect(_ summary: PlanSummary) {
    var files = 0
    for (_, parts) in Dictionary(grouping: summary.parts, by: { [$0.job, $0.source] }) {
      guard let counts = parts.first?.changes else { continue }
      files += counts.new.files + counts.changed.files + counts.metadataOnly.files + counts.unchanged.files
    }
    expect(files: files, bytes: summary.bytesToRead)
  }
}
