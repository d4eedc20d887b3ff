import Manifest
import ResticRepository

/// The jobs and resources that a plan covers, in the manifest's order.
struct JobSelection {
  let manifest: SyncManifest
  let backups: [BackupJob]
  let maintenance: [MaintenanceJob]
  /// Each target that the plan touches, once.
  let targets: [RepositoryTarget]
  /// Those that are held against the manifest.
  let volumes: [DeclaredVolume]

  /// Throws `.usage` for a job that the manifest does not have.
  init(_ request: PlanRequest, of manifest: SyncManifest) throws(RunError) {
    for name in request.jobs ?? [] where manifest.job(named: name) == nil {
      let names = manifest.jobs.map(\.name).joined(separator: ", ")
      throw RunError(.usage, "the manifest has no job of this name; it has: \(names)", location: name)
    }
    let chosen = manifest.jobs.filter { request.coversJobs && request.jobs?.contains($0.name) ?? true }
    self.manifest = manifest
    backups = chosen.compactMap { if case .backup(let job) = $0 { job } else { nil } }
    maintenance = chosen.compactMap { if case .maintenance(let job) = $0 { job } else { nil } }
    let used = Set(chosen.flatMap(\.targets).map(\.name))
    let coversAll = request.coversResources && request.jobs == nil
    volumes = coversAll ? manifest.volumes : []
    targets = manifest.targets.compactMap { target in
      switch target {
      case .repository(let repository): coversAll || used.contains(repository.name) ? repository : nil
      }
    }
  }

  /// One section for each source of each job, with those of its targets that are open.
  func sections(at open: [String: OpenTarget]) -> [PlannedSection] {
    backups.flatMap { job in
      job.from.compactMap { reference in
        guard let source = manifest.source(named: reference.name) else { return nil }
        let targets = job.to.compactMap { open[$0.name] }
        guard !targets.isEmpty else { return nil }
        return PlannedSection(
          job: job, source: source,
          identity: SnapshotIdentity(host: manifest.host, job: job.name, source: source.name), targets: targets)
      }
    }
  }

  /// A target that does not open fails every job that goes there.
  func failures(of failed: [String: any Error]) -> [PlanFailure] {
    var failures: [PlanFailure] = []
    for target in targets {
      guard let error = failed[target.name] else { continue }
      let jobs =
        backups.filter { $0.to.contains { $0.name == target.name } }.map(\.name)
        + maintenance.filter { $0.maintain.contains { $0.name == target.name } }.map(\.name)
      failures += jobs.isEmpty ? [PlanFailure(job: nil, error: error)] : jobs.map { PlanFailure(job: $0, error: error) }
    }
    return failures
  }
}
