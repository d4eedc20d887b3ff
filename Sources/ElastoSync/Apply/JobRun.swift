import Manifest
import Providers
import ResticRepository

/// Runs one backup job: its hooks, and its sections one after the other.
struct JobRun {
  let applier: Applier
  let job: BackupJob
  let targets: [String: OpenTarget]

  /// Takes the job's operations from the stream, whatever happens: the next job's come first afterwards.
  ///
  /// - Parameter earlier: what already failed when the plan was made.
  func run(_ stream: OperationStream, earlier: [any Error]) async -> JobOutcome {
    let started = RunClock.seconds()
    var outcome = JobOutcome(job: job.name)
    outcome.errors = earlier
    let stores = job.to.compactMap { targets[$0.name]?.repository?.store }
    if let bandwidth = job.bandwidth, !stores.isEmpty, stores.allSatisfy({ $0.local != nil }) {
      applier.observer.report(
        .warning("job \(job.name): bandwidth \(bandwidth) is of no effect: all its targets are on this machine"))
    }
    applier.workspace.stores.pace.follow(job.bandwidth)
    defer { applier.workspace.stores.pace.follow(nil) }
    do {
      let lock = try JobLock.acquire(
        job: job.name, in: applier.workspace.settings.folders, started: applier.clock.now().seconds)
      defer { withExtendedLifetime(lock) {} }
      let hooks = applier.hooks(of: .backup(job))
      await outcome.run(around: hooks, summary: applier.summary) { outcome in
        await runSections(stream, &outcome, hooks: hooks)
      }
      try skip(stream)
    } catch {
      outcome.errors.append(error)
      do { try skip(stream) } catch { outcome.errors.append(error) }
    }
    if outcome.result == .success { outcome.conclude() }
    outcome.seconds = RunClock.seconds() - started
    applier.record(outcome, of: .backup(job))
    return outcome
  }

  private func runSections(
    _ stream: OperationStream, _ outcome: inout JobOutcome, hooks: HookRunner
  ) async {
    let numbers = applier.header.sections.indices.filter {
      applier.header.sections[$0].job == job.name && !applier.summary.refusedSections.contains($0)
    }
    for number in numbers {
      do {
        try Task.checkCancellation()
        let section = SectionRun(applier: applier, job: job, number: number, targets: targets)
        let reading = try await section.read(stream)
        if number == numbers.last { await hooks.sourcesRead(figures: outcome.figures(applier.summary)) }
        let result = await section.finish(reading, stream)
        outcome.snapshots += result.snapshots
        outcome.problems += result.problems
        outcome.errors += result.errors
        try skip(stream, section: number)
      } catch is CancellationError {
        outcome.errors.append(RunError(.interrupted, "interrupted; what is stored stays, run it again to go on"))
        return
      } catch {
        outcome.errors.append(error)
        do { try skip(stream, section: number) } catch { return }
      }
    }
  }

  /// Drops what is left of the job's operations.
  private func skip(_ stream: OperationStream, section: Int? = nil) throws {
    while let number = try stream.peek()?.section, applier.header.sections.indices.contains(number),
      section.map({ $0 == number }) ?? (applier.header.sections[number].job == job.name)
    {
      _ = try stream.next()
    }
  }
}
