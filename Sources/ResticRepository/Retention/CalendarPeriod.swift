/// The periods of which retention keeps one snapshot each.
public enum CalendarPeriod: String, Sendable, Hashable, CaseIterable {
  case hour, day, week, month, year

  /// A number that two times share exactly when they fall into the same period, each by its own offset.
  func number(of time: GoTime) -> Int64 {
    let (day, second) = Self.localDay(of: time)
    let date = CivilDate(daysSinceEpoch: day)
    switch self {
    case .hour: return day * 24 + second / 3600
    case .day: return day
    case .week: return Self.floor(day + 3, 7)
    case .month: return date.year * 12 + date.month
    case .year: return date.year
    }
  }

  /// Days since 1970 and seconds of the day, on clocks with the time's offset.
  static func localDay(of time: GoTime) -> (day: Int64, second: Int64) {
    let local = time.seconds + Int64(time.offset)
    let day = floor(local, 86_400)
    return (day, local - day * 86_400)
  }

  private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : (value - divisor + 1) / divisor
  }
}
