/// What retention keeps, per identity (host, job, source); a snapshot stays when any rule keeps it.
public struct RetentionRules: Hashable, Sendable {
  /// How many to keep of each kind: the newest of each hour, day, week, month, year that has one.
  public var last = 0
  public var hourly = 0
  public var daily = 0
  public var weekly = 0
  public var monthly = 0
  public var yearly = 0
  /// Everything newer than this, counted back from the newest snapshot.
  public var within: TimeSpan?
  public var withinHourly: TimeSpan?
  public var withinDaily: TimeSpan?
  public var withinWeekly: TimeSpan?
  public var withinMonthly: TimeSpan?
  public var withinYearly: TimeSpan?
  /// Snapshots with one of these tags.
  public var tags: [String] = []
  public var origins = Origins()

  public init() {}

  /// Whether no rule keeps anything; the loader refuses such a policy.
  public var isEmpty: Bool {
    [last, hourly, daily, weekly, monthly, yearly].allSatisfy { $0 == 0 } && tags.isEmpty
      && [within, withinHourly, withinDaily, withinWeekly, withinMonthly, withinYearly].allSatisfy { $0 == nil }
  }
}
