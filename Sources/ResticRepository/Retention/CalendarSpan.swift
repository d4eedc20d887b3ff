/// A length of time by the calendar: a month back from the 31st of July is the 1st of July, as Go counts.
public struct CalendarSpan: Sendable, Hashable, CustomStringConvertible {
  public var years: Int
  public var months: Int
  public var days: Int
  public var hours: Int

  public init(years: Int = 0, months: Int = 0, days: Int = 0, hours: Int = 0) {
    self.years = years
    self.months = months
    self.days = days
    self.hours = hours
  }

  /// restic's form, in which its `--keep-within` takes it: `1y5m7d2h`; empty when all is zero.
  public var description: String {
    [(years, "y"), (months, "m"), (days, "d"), (hours, "h")]
      .filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }.joined()
  }

  public var isZero: Bool { years == 0 && months == 0 && days == 0 && hours == 0 }

  /// No part is negative, nor so large that a date could leave the range of 64 bits.
  var isValid: Bool { [years, months, days, hours].allSatisfy { (0...1_000_000).contains($0) } }

  /// The moment this much before `time`: years, months and days by the calendar, on the clocks of the time's place;
  /// hours by the clock's ticking.
  ///
  /// `zone` is the place where `time` carries the same offset as it; any other offset is taken as fixed. This is what
  /// Go makes of the text of a time, so it is what restic reckons with.
  func before(_ time: GoTime, in zone: LocalZone) -> GoTime {
    let isOfZone = time.offset != 0 && zone.offset(at: time.seconds) == time.offset
    let (day, second) = CalendarPeriod.localDay(of: time)
    let date = CivilDate(daysSinceEpoch: day)
    let month = date.month - 1 - Int64(months)
    let yearsOfMonth = month >= 0 ? month / 12 : (month - 11) / 12
    let first = CivilDate(
      year: date.year - Int64(years) + yearsOfMonth, month: month - 12 * yearsOfMonth + 1, day: 1)
    let local = (first.daysSinceEpoch + date.day - 1 - Int64(days)) * 86_400 + second
    let offset = isOfZone ? Self.offset(ofLocal: local, in: zone) : time.offset
    return GoTime(
      seconds: local - Int64(offset) - Int64(hours) * 3600, nanoseconds: time.nanoseconds, offset: offset)
  }

  /// The offset of what clocks in `zone` show as `local`, near a change of them as Go's `time.Date` chooses: a first
  /// guess takes the local time for UTC.
  private static func offset(ofLocal local: Int64, in zone: LocalZone) -> Int32 {
    let guess = zone.offset(at: local)
    return guess == 0 ? 0 : zone.offset(at: local - Int64(guess))
  }
}
