import Cryptography
import FoundationEssentials
import Manifest
import ResticRepository

/// Holds the manifest against the world and writes down what is to be done.
struct Planner {
  let workspace: Workspace
  let observer: any RunObserver
  let progress: RunProgress
  let request: PlanRequest
  let clock: RunClock
  /// What the plan will need is locked while it is being made.
  let locks: EarlyLocks
  /// The plan is kept for another run.
  let isSaved: Bool

  /// What a plan stands on, and what could not be planned.
  struct Result {
    var header: PlanHeader
    var summary: PlanSummary
    var failures: [PlanFailure]
    /// The targets as they were found, for whoever applies the plan at once.
    var targets: [String: OpenTarget]
  }

  /// Writes the plan to `descriptor`. What fails on one source or target is in the result, the rest is planned.
  func plan(into descriptor: FileDescriptor, name: String) async throws -> Result {
    let jobs = try JobSelection(request, of: workspace.manifest)
    let (open, failed) = await workspace.open(jobs.targets, creating: request.coversResources)
    var failures = jobs.failures(of: failed)
    let sections = jobs.sections(at: open)
    lock(sections)
    let header = try header(sections, targets: open)
    let writer = try PlanFileWriter(descriptor, name: name, header: header)
    var summary = PlanSummary()
    for target in jobs.targets where open[target.name]?.repository == nil && open[target.name] != nil {
      summary.repositories.append(target.name)
      try writer.append(.createRepository(target: target.name))
    }
    let volumes = await VolumeSurvey(workspace: workspace).run(jobs.volumes)
    failures += volumes.failures
    for volume in volumes.planned {
      summary.volumes.append(volume)
      try writer.append(.volume(volume))
    }
    let retention = RetentionPlan(clock: clock)
    for (number, section) in sections.enumerated() {
      do {
        let walk = SectionWalk(planner: self, number: number, section: section, writer: writer)
        let found = try await walk.run()
        summary.parts += found.parts
        summary.problems[number] = found.problems.isEmpty ? nil : found.problems
        summary.bytesToRead += found.bytesToRead
        try writer.append(.snapshot(section: number))
        for forgotten in try retention.forgotten(by: section) {
          summary.forgotten.append(forgotten.described)
          try writer.append(.forget(section: number, target: forgotten.target, id: forgotten.id))
        }
      } catch let error as RunError {
        summary.refusedSections.append(number)
        failures.append(PlanFailure(job: section.job.name, error: error))
      }
    }
    for job in jobs.maintenance {
      summary.maintenance.append(job.name)
      try writer.append(.maintain(job: job.name))
    }
    summary.unmanaged = UnmanagedSnapshots.find(in: open, manifest: workspace.manifest)
    if request.coversResources, request.jobs == nil { summary.unmanaged += UnmanagedVolumes.find(workspace) }
    try writer.finish(summary)
    return Result(header: header, summary: summary, failures: failures, targets: open)
  }

  /// A job's own commands, which run first, may want the repositories for themselves.
  private func lock(_ sections: [PlannedSection]) {
    for section in sections where section.job.hooks.before.isEmpty {
      for target in section.targets {
        if let repository = target.repository { locks.begin(target.name, repository) }
      }
    }
  }

  private func header(_ sections: [PlannedSection], targets: [String: OpenTarget]) throws -> PlanHeader {
    PlanHeader(
      version: PlanHeader.currentVersion, created: clock.now().rfc3339, program: ProgramVersion.text,
      manifest: try workspace.manifest.digest().hex, host: workspace.manifest.host, depth: request.depth,
      targets: targets.values.sorted { $0.name < $1.name }.map { open in
        PlanHeader.Target(
          name: open.name, location: "\(open.target.location)", repository: open.repository?.id.hex)
      },
      sections: sections.map { section in
        PlanHeader.Section(
          job: section.job.name, source: section.source.name, paths: section.paths, isCommand: section.isCommand,
          targets: section.targets.map { target in
            PlanHeader.SectionTarget(name: target.name, parent: target.newest(of: section.identity)?.id.hex)
          })
      })
  }
}

extension PlanFileWriter {
  /// Adds one operation that stands for itself.
  func append(_ operation: Operation) throws {
    var fields = FieldEncoder()
    operation.encode(into: &fields)
    try append(fields.bytes, count: 1)
  }
}
