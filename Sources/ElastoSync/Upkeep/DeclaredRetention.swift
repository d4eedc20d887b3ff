public import Manifest
public import ResticRepository

/// What the manifest says to keep at a target.
public struct DeclaredRetention: Sendable {
  private let manifest: SyncManifest
  private let target: RepositoryTarget

  public init(_ manifest: SyncManifest, target: RepositoryTarget) {
    self.manifest = manifest
    self.target = target
  }

  /// Decides for each job and source that goes to the target. Snapshots of other hosts, and those that no entry of the
  /// manifest makes, are untouched. Throws `.usage` where nothing at all is declared.
  public func decide(_ snapshots: [SnapshotSummary], now: GoTime, zone: LocalZone) throws -> RetentionOutcome {
    var outcome = RetentionOutcome()
    var rest = snapshots
    var isDeclared = false
    for case .backup(let job) in manifest.jobs where job.to.contains(where: { $0.name == target.name }) {
      guard let rules = job.retention ?? target.retention else { continue }
      isDeclared = true
      for source in job.from {
        let identity = SnapshotIdentity(host: manifest.host, job: job.name, source: source.name)
        let own = rest.filter { SnapshotIdentity(host: $0.host, tags: $0.tags) == identity }
        rest.removeAll { SnapshotIdentity(host: $0.host, tags: $0.tags) == identity }
        let decision = try RetentionPolicy(rules).decide(own, now: now, zone: zone)
        outcome.kept += decision.kept
        outcome.removed += decision.removed
      }
    }
    guard isDeclared else {
      throw RunError(
        .usage,
        "nothing says what to keep: declare `retention` in the manifest, give --keep-last and the like, or name snapshots",
        location: "target \(target.name)")
    }
    outcome.untouched = rest
    return outcome
  }
}
