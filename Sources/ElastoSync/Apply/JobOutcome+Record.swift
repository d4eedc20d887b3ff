import Manifest

extension JobOutcome {
  /// The run in numbers. What was planned tells what changed; what was stored is measured.
  func figures(_ summary: PlanSummary) -> JobFigures {
    var figures = JobFigures()
    let parts = summary.parts.filter { $0.job == job }
    // Targets may have different parents; what is new at any of them counts.
    for source in Set(parts.map(\.source)) {
      let same = parts.filter { $0.source == source }
      figures.filesNew += Int64(same.map(\.changes.new.files).max() ?? 0)
      figures.filesChanged += Int64(same.map { $0.changes.changed.files + $0.changes.metadataOnly.files }.max() ?? 0)
      figures.filesUnchanged += Int64(same.map(\.changes.unchanged.files).max() ?? 0)
      figures.bytesRead += snapshots.filter { $0.source == source }.map(\.bytesRead).max() ?? 0
    }
    figures.filesFailed = Int64(problems.count)
    figures.bytesNew = snapshots.reduce(0) { $0 + $1.newBytes }
    figures.bytesStored = snapshots.reduce(0) { $0 + $1.storedBytes }
    figures.snapshots = Int64(snapshots.count)
    return figures
  }

  /// What is kept of the run.
  func record(of job: Job, run: String, started: Int64, ended: Int64, summary: PlanSummary) -> RunRecord {
    let targets = job.targets.map { reference in
      let saved = snapshots.filter { $0.target == reference.name }.map(\.id)
      let isMissing = saved.isEmpty && !errors.isEmpty
      return RunRecord.Target(target: reference.name, result: isMissing ? .failure : result, snapshots: saved)
    }
    return RunRecord(
      job: self.job, run: run, started: started, ended: ended, result: result, figures: figures(summary),
      targets: targets, failedPaths: problems.map { RunRecord.FailedPath(path: $0.path, reason: $0.reason) },
      errors: errors.map { "\($0)" })
  }
}
