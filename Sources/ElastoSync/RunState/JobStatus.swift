/// Whether a job's backups are as new as they have to be.
public struct JobStatus: Sendable, Hashable {
  public enum Verdict: String, Codable, Sendable, Hashable {
    /// The newest good run is young enough, or no limit is declared.
    case fine
    /// The newest good run is older than `max-age`.
    case tooOld = "too-old"
    /// A limit is declared, and there has been no good run.
    case neverGood = "never-good"
  }

  public var job: String
  public var verdict: Verdict
  /// The newest run, whatever came of it.
  public var lastRun: RunRecord?
  /// The newest run that left snapshots at every target.
  public var lastGood: RunRecord?
  /// Seconds since the newest good run began, at least 0.
  public var age: Int64?
  /// Good runs since when each target has one: the target's name and the start of its newest.
  public var lastGoodAtTarget: [String: Int64]

  /// `status` ends with exit status 1 when this holds for any job.
  public var needsAttention: Bool { verdict != .fine }

  /// `records` are those of the job, oldest first; `maxAge` and `now` in seconds.
  ///
  /// A run counts from its start, since that is how old its data is.
  public init(job: String, records: [RunRecord], maxAge: Int64?, now: Int64) {
    self.job = job
    lastRun = records.last
    lastGood = records.last { $0.result.isGood }
    age = lastGood.map { max(0, now - $0.started) }
    lastGoodAtTarget = [:]
    for record in records {
      for target in record.targets where target.result.isGood { lastGoodAtTarget[target.target] = record.started }
    }
    verdict =
      switch (maxAge, age) {
      case (nil, _): .fine
      case (_, nil): .neverGood
      case (let limit?, let age?): age > limit ? .tooOld : .fine
      }
  }
}
