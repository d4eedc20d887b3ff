import Manifest
import ResticRepository

/// Runs one maintenance job: prunes and checks its repositories.
struct MaintenanceRun {
  let applier: Applier
  let job: MaintenanceJob
  let targets: [String: OpenTarget]

  /// - Parameter earlier: what already failed when the plan was made.
  func run(earlier: [any Error]) async -> JobOutcome {
    let started = RunClock.seconds()
    var outcome = JobOutcome(job: job.name)
    outcome.errors = earlier
    applier.workspace.stores.pace.follow(job.bandwidth)
    defer { applier.workspace.stores.pace.follow(nil) }
    do {
      let lock = try JobLock.acquire(
        job: job.name, in: applier.workspace.settings.folders, started: applier.clock.now().seconds)
      defer { withExtendedLifetime(lock) {} }
      await outcome.run(around: applier.hooks(of: .maintenance(job)), summary: applier.summary) { outcome in
        for reference in job.maintain {
          guard let repository = targets[reference.name]?.repository else { continue }
          do {
            try await maintain(reference.name, repository)
          } catch {
            outcome.errors.append(error)
          }
        }
      }
    } catch {
      outcome.errors.append(error)
    }
    if outcome.result == .success { outcome.conclude() }
    outcome.seconds = RunClock.seconds() - started
    applier.record(outcome, of: .maintenance(job))
    return outcome
  }

  private func maintain(_ target: String, _ repository: Repository) async throws {
    let upkeep = Upkeep(
      repository: repository, target: target, folders: applier.workspace.settings.folders,
      lockWait: applier.workspace.settings.lockWait ?? job.lockWait.duration)
    if let rules = job.prune {
      let report = try await upkeep.prune(rules)
      applier.observer.report(
        .maintained(
          target: target,
          what: "pruned: \(report.freedBytes) bytes freed, \(report.deletedPacks) packs deleted, "
            + "\(report.repackedPacks) repacked"))
    }
    if let rules = job.check {
      let summary = try await upkeep.check(rules, job: job.name)
      applier.observer.report(.maintained(target: target, what: summary))
    }
  }
}
