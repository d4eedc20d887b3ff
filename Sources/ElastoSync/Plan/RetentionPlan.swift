import Cryptography
public import Manifest
public import ResticRepository

/// What declared retention lets go once a section's new snapshot is there.
struct RetentionPlan {
  let clock: RunClock

  /// A snapshot that is to go.
  struct Forgotten {
    var target: String
    var id: StorageID
    var described: ForgottenSnapshot
  }

  /// For each target with a policy; the job's wins over the target's.
  func forgotten(by section: PlannedSection) throws -> [Forgotten] {
    try section.targets.flatMap { target -> [Forgotten] in
      guard let rules = section.job.retention ?? target.target.retention else { return [] }
      let now = clock.now()
      // The snapshot that is about to be written counts, and is never among those that go: it is the newest.
      let new = SnapshotSummary(
        id: StorageID(words: (0, 0, 0, 0)), time: now, host: section.identity.host,
        tags: section.identity.tags + section.job.tags)
      let known = target.snapshots.filter { $0.snapshot.identity == section.identity }
        .map { SnapshotSummary(id: $0.id, $0.snapshot) }
      return try RetentionPolicy(rules).decide(known + [new], now: now, zone: clock.zone).removed
        .filter { $0.id != new.id }
        .map { removed in
          Forgotten(
            target: target.name, id: removed.id,
            described: ForgottenSnapshot(
              target: target.name, id: removed.id.hex, time: removed.time.rfc3339, source: section.source.name))
        }
    }
  }
}

extension RetentionPolicy {
  /// As a manifest declares it.
  public init(_ rules: RetentionRules) {
    self.init(
      last: rules.last, hourly: rules.hourly, daily: rules.daily, weekly: rules.weekly, monthly: rules.monthly,
      yearly: rules.yearly, within: rules.within.map(CalendarSpan.init),
      withinHourly: rules.withinHourly.map(CalendarSpan.init), withinDaily: rules.withinDaily.map(CalendarSpan.init),
      withinWeekly: rules.withinWeekly.map(CalendarSpan.init),
      withinMonthly: rules.withinMonthly.map(CalendarSpan.init),
      withinYearly: rules.withinYearly.map(CalendarSpan.init), tags: rules.tags.map { [$0] })
  }
}

extension CalendarSpan {
  /// Minutes and seconds do not count: restic's spans have none.
  init(_ span: TimeSpan) {
    self.init(years: span.years, months: span.months, days: span.days, hours: span.seconds / 3600)
  }
}
