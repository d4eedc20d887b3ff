import Cryptography
import Manifest
import ResticRepository

/// Carries out a plan, operation by operation.
struct Applier {
  let workspace: Workspace
  let observer: any RunObserver
  let progress: RunProgress
  let clock: RunClock
  let options: ApplyOptions
  let locks: EarlyLocks
  let header: PlanHeader
  let summary: PlanSummary
  /// The plan was made by an earlier run: what changed since is named.
  let isSaved: Bool
  /// The plan was made by this run, and nobody was asked to look at it in between.
  let isPlanFresh: Bool

  /// Everything is tried; what fails is in the outcome of its job. Throws only what concerns the plan as a whole.
  ///
  /// - Parameters:
  ///   - targets: the open targets, by name.
  ///   - failures: what already failed when the plan was made.
  func apply(
    _ reader: PlanFileReader, targets: [String: OpenTarget], failures: [PlanFailure]
  ) async throws -> [JobOutcome] {
    let stream = OperationStream(reader)
    var targets = targets
    var outcomes: [JobOutcome] = []
    var failures = failures
    while let operation = try stream.peek() {
      try Task.checkCancellation()
      if let section = operation.section {
        guard header.sections.indices.contains(section),
          case .backup(let job)? = workspace.manifest.job(named: header.sections[section].job)
        else { throw outOfBounds("it names a job that the manifest does not have") }
        let earlier = failures.filter { $0.job == job.name }.map(\.error)
        failures.removeAll { $0.job == job.name }
        let run = JobRun(applier: self, job: job, targets: targets)
        outcomes.append(await run.run(stream, earlier: earlier))
        continue
      }
      switch try stream.next() {
      case .createRepository(let name):
        do {
          targets[name] = try await create(name)
        } catch {
          targets[name] = nil
          failures += jobs(at: name).map { PlanFailure(job: $0, error: error) }
        }
      case .volume(let planned):
        do {
          guard workspace.manifest.volume(named: planned.name) != nil else {
            throw outOfBounds("it names a volume that the manifest does not have")
          }
          try await workspace.carryOut(planned, allowsDestroy: options.allowsDestroy)
          observer.report(.volumeChanged(planned))
        } catch {
          failures.append(PlanFailure(job: nil, error: error))
        }
      case .maintain(let name):
        guard case .maintenance(let job)? = workspace.manifest.job(named: name) else {
          throw outOfBounds("it names a job that the manifest does not have")
        }
        // What nobody has taken would be in its way.
        await locks.release()
        let earlier = failures.filter { $0.job == name }.map(\.error)
        failures.removeAll { $0.job == name }
        outcomes.append(await MaintenanceRun(applier: self, job: job, targets: targets).run(earlier: earlier))
      case .directory, .unchanged, .command, .snapshot, .forget, nil:
        break
      }
    }
    // Jobs of which nothing could be planned, and what belongs to none.
    while let name = failures.first.map({ $0.job ?? "" }) {
      var outcome = JobOutcome(job: name)
      outcome.errors = failures.filter { $0.job ?? "" == name }.map(\.error)
      outcome.conclude()
      failures.removeAll { $0.job ?? "" == name }
      outcomes.append(outcome)
      if let job = workspace.manifest.job(named: name) {
        record(outcome, of: job)
      } else {
        observer.report(.jobFinished(outcome))
      }
    }
    return outcomes
  }

  func outOfBounds(_ reason: String) -> PlanError {
    PlanError(.outOfBounds, "the plan was not made from this manifest: \(reason)", location: "")
  }

  /// Keeps what `status` and `max-age` look at. A record that cannot be written spoils no backup.
  func record(_ outcome: JobOutcome, of job: Job) {
    let ended = clock.now().seconds
    let record = outcome.record(
      of: job, run: workspace.settings.run, started: ended - Int64(outcome.seconds), ended: ended, summary: summary)
    do {
      try RunHistory(in: workspace.settings.folders).append(record)
    } catch {
      observer.report(.warning("\(error)"))
    }
    observer.report(.jobFinished(outcome))
  }

  func hooks(of job: Job) -> HookRunner {
    let environment = HookEnvironment(
      job: job.name, run: workspace.settings.run, manifest: workspace.manifest.files.first ?? "",
      started: clock.now().seconds)
    let observer = observer
    return HookRunner(hooks: JobHooks(job.hooks), environment: environment, timeout: job.hooks.timeout.duration) {
      observer.report(.hookStarted(job: environment.job, hook: $0.phase.rawValue, command: $0.arguments))
    }
  }

  private func create(_ name: String) async throws -> OpenTarget {
    let target = try workspace.repositoryTarget(named: name)
    let repository = try await workspace.createRepository(target)
    _ = try await repository.loadIndex()
    observer.report(.repositoryCreated(target: name, id: repository.id.hex))
    return OpenTarget(target: target, repository: repository, snapshots: [], indexFiles: [])
  }

  private func jobs(at target: String) -> [String] {
    workspace.manifest.jobs.filter { $0.targets.contains { $0.name == target } }.map(\.name)
  }
}
