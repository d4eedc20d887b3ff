/// What a policy makes of a set of snapshots.
public struct RetentionOutcome: Sendable, Hashable {
  public struct Kept: Sendable, Hashable {
    public var snapshot: SnapshotSummary
    /// At least one.
    public var reasons: [RetentionReason]

    public init(snapshot: SnapshotSummary, reasons: [RetentionReason]) {
      self.snapshot = snapshot
      self.reasons = reasons
    }
  }

  /// By identity, newest first.
  public var kept: [Kept]
  /// By identity, newest first.
  public var removed: [SnapshotSummary]
  /// Snapshots that retention has nothing to do with: they do not carry exactly one job and one source.
  public var untouched: [SnapshotSummary]

  public init(kept: [Kept] = [], removed: [SnapshotSummary] = [], untouched: [SnapshotSummary] = []) {
    self.kept = kept
    self.removed = removed
    self.untouched = untouched
  }
}
