extension RetentionPolicy {
  /// Decides for each identity (host, job and source) by itself what to keep.
  ///
  /// As `restic forget --host H --tag elasto:job=J,elasto:source=S --group-by ''` decides, except that the newest
  /// snapshot of every identity stays whatever the rules say. Snapshots without the two tags are left alone.
  ///
  /// `now` tells which snapshots are in the future: spans do not count from those. `zone` is this machine's, in which
  /// restic takes days and months off a time that carries the zone's own offset.
  ///
  /// Throws `.invalidArgument` for an empty policy and for rules that make no sense.
  public func decide(
    _ snapshots: [SnapshotSummary], now: GoTime, zone: LocalZone = .utc
  ) throws(RepositoryError) -> RetentionOutcome {
    try validate()
    var outcome = RetentionOutcome()
    var groups: [SnapshotIdentity: [SnapshotSummary]] = [:]
    for snapshot in snapshots {
      if let identity = SnapshotIdentity(host: snapshot.host, tags: snapshot.tags) {
        groups[identity, default: []].append(snapshot)
      } else {
        outcome.untouched.append(snapshot)
      }
    }
    for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
      let ordered = group.sorted(by: SnapshotSummary.isBefore)
      for (index, reasons) in reasons(toKeep: ordered, now: now, zone: zone).enumerated() {
        if !reasons.isEmpty {
          outcome.kept.append(.init(snapshot: ordered[index], reasons: reasons))
        } else if index == 0 {
          outcome.kept.append(.init(snapshot: ordered[index], reasons: [.newestOfIdentity]))
        } else {
          outcome.removed.append(ordered[index])
        }
      }
    }
    return outcome
  }

  /// restic's rules alone, for snapshots that are ordered newest first: the reasons to keep each; none, to remove it.
  func reasons(toKeep ordered: [SnapshotSummary], now: GoTime, zone: LocalZone) -> [[RetentionReason]] {
    // Where all are in the future, restic counts from the year 1, so that every span holds them all.
    let latest = ordered.first { $0.time.precedes(now) }?.time ?? GoTime(seconds: -62_135_596_800)
    let start = within.flatMap { $0.isZero ? nil : ($0, $0.before(latest, in: zone)) }
    var rules =
      counts.filter { $0.count > 0 }.map { RetentionRule(counting: $0.count, of: $0.period) }
      + spans.filter { !$0.span.isZero }.map {
        RetentionRule(within: $0.span, after: $0.span.before(latest, in: zone), of: $0.period)
      }
    return ordered.map { snapshot in
      var reasons = tags.filter { $0.allSatisfy(snapshot.tags.contains) }.map(RetentionReason.tags)
      if let (span, start) = start, start.precedes(snapshot.time) { reasons.append(.within(span)) }
      for index in rules.indices {
        if let reason = rules[index].reason(toKeep: snapshot.time) { reasons.append(reason) }
      }
      return reasons
    }
  }
}
