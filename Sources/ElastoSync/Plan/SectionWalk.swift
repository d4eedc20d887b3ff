import Manifest
import ResticRepository

/// Plans one section: walks its paths with all threads, or notes its command.
struct SectionWalk {
  let planner: Planner
  let number: Int
  let section: PlannedSection
  let writer: PlanFileWriter

  struct Found {
    var parts: [PlanSummary.Part]
    var bytesToRead: Int64
    var problems: [PathProblem]
  }

  func run() async throws -> Found {
    switch section.source {
    case .command(let source): try command(source)
    case .paths(let source): try await paths(source)
    }
  }

  /// What a command will write, nobody knows: it is run by `apply` only.
  private func command(_ source: CommandSource) throws -> Found {
    try writer.append(.command(section: number))
    let parts = section.targets.map { target in
      var part = PlanSummary.Part(job: section.job.name, source: source.name, target: target.name)
      part.changes.changed.files = 1
      return part
    }
    return Found(parts: parts, bytesToRead: 0, problems: [])
  }

  private func paths(_ source: PathSource) async throws -> Found {
    let workspace = planner.workspace
    let known = try SourceMounts(in: workspace.settings.folders).paths(of: source.name)
    try SourceGuard.check(source, mounts: MountTable(), known: known)
    let job = section.job.name
    let observer = planner.observer
    let log = ProblemLog { observer.report(.problem(job: job, source: source.name, $0)) }
    let isExact = planner.request.depth == .exact
    let sessions = section.targets.map { isExact ? TargetSession(planning: $0) : nil }
    let dryRun = sessions.compactMap { $0 }
    let exact = dryRun.isEmpty ? nil : ExactReading(sessions, log: log, progress: planner.progress)
    let walk = SectionPlanner(
      section: number, targets: section.targets.count,
      rules: EntryComparison.Rules(
        readsAll: source.checksum, ignoresInode: source.ignoreInode, ignoresChangeTime: source.ignoreCtime),
      selection: EntrySelection(excludes: try ExcludeRules(source)), writer: writer, log: log,
      progress: planner.progress, exact: exact, skipsUnchanged: !planner.isSaved)
    let parents = section.targets.map { $0.newest(of: section.identity)?.snapshot.tree }
    try walk.begin(try SourceSkeleton(roots: source.paths.map { FileSystemPath($0.text) }), priorTrees: parents)
    let repositories = section.targets.map(\.repository)
    let zone = planner.clock.zone
    await withTaskCancellationHandler {
      await DedicatedThreads.run(workspace.settings.threadCount, name: "elasto-plan") { _ in
        walk.work(repositories: repositories, dryRun: dryRun, zone: zone, keepsAccessTimes: source.atime)
      }
    } onCancel: {
      walk.cancel()
    }
    let findings = try walk.finish()
    try SourceGuard.check(source, entries: findings.entries, changes: findings.changes)
    let parts = section.targets.enumerated().map { index, target in
      var part = PlanSummary.Part(job: job, source: source.name, target: target.name)
      part.changes = findings.changes[index]
      if let figures = dryRun.first(where: { $0.name == target.name })?.figures {
        part.newBytes = figures.newBytes
        part.newChunks = figures.newBlobs
        part.storedEstimate = figures.storedBytes
      }
      let estimate = CostEstimate(
        part, toRead: findings.bytesToRead, packSize: target.target.packSize,
        prices: workspace.manifest.prices(for: .repository(target.target)))
      part.putRequests = estimate.putRequests
      part.cost = estimate.cost
      return part
    }
    return Found(parts: parts, bytesToRead: findings.bytesToRead, problems: log.problems)
  }
}
