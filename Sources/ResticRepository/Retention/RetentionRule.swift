/// A rule that keeps one snapshot of each period, at work: snapshots are shown to it newest first.
struct RetentionRule {
  /// `nil`: each snapshot is a period of its own.
  private let period: CalendarPeriod?
  private let reason: RetentionReason
  /// Only snapshots after that.
  private let start: GoTime?
  /// Periods that may still be kept; `nil` for any number.
  private var remaining: Int?
  private var lastPeriod: Int64?

  init(counting count: Int, of period: CalendarPeriod?) {
    self.period = period
    reason = period.map(RetentionReason.newest) ?? .last
    start = nil
    remaining = count
  }

  init(within span: CalendarSpan, after start: GoTime, of period: CalendarPeriod) {
    self.period = period
    reason = .newestWithin(span, of: period)
    self.start = start
    remaining = nil
  }

  /// The reason to keep the snapshot of that time; `nil` where the rule does not want it.
  mutating func reason(toKeep time: GoTime) -> RetentionReason? {
    if remaining == 0 { return nil }
    if let start, !start.precedes(time) { return nil }
    if let period {
      let number = period.number(of: time)
      if number == lastPeriod { return nil }
      lastPeriod = number
    }
    remaining = remaining.map { $0 - 1 }
    return reason
  }
}
