/// Which snapshots of one identity to keep, in restic's terms: a snapshot stays when any of the rules wants it.
///
/// A rule that is zero, `nil` or empty wants nothing.
public struct RetentionPolicy: Sendable, Hashable {
  /// The newest so many.
  public var last: Int
  /// The newest snapshot of each of the newest so many hours, days, ISO weeks, months and years that have one.
  public var hourly: Int
  public var daily: Int
  public var weekly: Int
  public var monthly: Int
  public var yearly: Int
  /// Everything less than this older than the newest snapshot that is not in the future.
  public var within: CalendarSpan?
  /// The newest of each hour, day … in such a span.
  public var withinHourly: CalendarSpan?
  public var withinDaily: CalendarSpan?
  public var withinWeekly: CalendarSpan?
  public var withinMonthly: CalendarSpan?
  public var withinYearly: CalendarSpan?
  /// Every snapshot that has all tags of one of these lists.
  public var tags: [[String]]

  public init(
    last: Int = 0, hourly: Int = 0, daily: Int = 0, weekly: Int = 0, monthly: Int = 0, yearly: Int = 0,
    within: CalendarSpan? = nil, withinHourly: CalendarSpan? = nil, withinDaily: CalendarSpan? = nil,
    withinWeekly: CalendarSpan? = nil, withinMonthly: CalendarSpan? = nil, withinYearly: CalendarSpan? = nil,
    tags: [[String]] = []
  ) {
    self.last = last
    self.hourly = hourly
    self.daily = daily
    self.weekly = weekly
    self.monthly = monthly
    self.yearly = yearly
    self.within = within
    self.withinHourly = withinHourly
    self.withinDaily = withinDaily
    self.withinWeekly = withinWeekly
    self.withinMonthly = withinMonthly
    self.withinYearly = withinYearly
    self.tags = tags
  }

  /// No rule wants anything.
  public var isEmpty: Bool {
    counts.allSatisfy { $0.count == 0 } && spans.allSatisfy { $0.span.isZero } && (within?.isZero ?? true)
      && tags.isEmpty
  }

  /// The counting rules in restic's order; no period stands for each snapshot by itself.
  var counts: [(period: CalendarPeriod?, count: Int)] {
    [(nil, last), (.hour, hourly), (.day, daily), (.week, weekly), (.month, monthly), (.year, yearly)]
  }

  /// The rules of one snapshot for each period of a span, in restic's order.
  var spans: [(period: CalendarPeriod, span: CalendarSpan)] {
    let all: [(CalendarPeriod, CalendarSpan?)] = [
      (.hour, withinHourly), (.day, withinDaily), (.week, withinWeekly), (.month, withinMonthly),
      (.year, withinYearly),
    ]
    return all.compactMap { period, span in span.map { (period, $0) } }
  }

  /// Throws where the policy is empty, or a rule makes no sense.
  func validate() throws(RepositoryError) {
    func refuse(_ message: String) -> RepositoryError {
      RepositoryError(.invalidArgument, message, location: "retention")
    }
    if isEmpty {
      throw refuse("an empty policy would keep nothing; say what to keep, such as last: 3, daily: 7, monthly: 12")
    }
    for rule in counts where rule.count < 0 {
      throw refuse("\(rule.count) snapshots cannot be kept; give a number that is not negative")
    }
    for span in spans.map(\.span) + [within].compactMap({ $0 }) where !span.isValid {
      throw refuse("the span \(span) is negative or too long; give one that the calendar can hold")
    }
    if tags.contains(where: \.isEmpty) {
      throw refuse("an empty list of tags would keep every snapshot; name a tag, or leave the list out")
    }
  }
}
