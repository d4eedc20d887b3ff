/// A length of time as people say it: `90s`, `45m`, `2h30m`, `26h`, `14d`, `2w`, `6mo`, `1y6mo`.
///
/// Years, months and days are kept apart from seconds because retention counts them on the calendar.
public struct TimeSpan: Hashable, Sendable, CustomStringConvertible {
  public var years: Int
  public var months: Int
  public var days: Int
  public var seconds: Int

  public init(years: Int = 0, months: Int = 0, days: Int = 0, seconds: Int = 0) {
    self.years = years
    self.months = months
    self.days = days
    self.seconds = seconds
  }

  /// Whole numbers each followed by a unit, largest unit first, spaces allowed between; a week is 7 days.
  public init?(parsing text: some StringProtocol) {
    self.init()
    var rest = text[...]
    var lastUnit = -1
    while true {
      rest = rest.drop { $0 == " " }
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      rest = rest.drop { $0 == " " }
      let unit = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let amount = Int(digits), amount <= 1_000_000_000,
        let index = Self.units.firstIndex(of: String(unit)), index > lastUnit
      else { return nil }
      lastUnit = index
      add(amount, unit: String(unit))
      if rest.isEmpty { return }
    }
  }

  private static let units = ["y", "mo", "w", "d", "h", "m", "s"]

  private mutating func add(_ amount: Int, unit: String) {
    switch unit {
    case "y": years += amount
    case "mo": months += amount
    case "w": days += 7 * amount
    case "d": days += amount
    case "h": seconds += 3600 * amount
    case "m": seconds += 60 * amount
    default: seconds += amount
    }
  }

  /// As a length, where there is no calendar to count on: a year is 365 days, a month 30.
  public var duration: Duration { .seconds(86_400 * (365 * years + 30 * months + days) + seconds) }

  public var isZero: Bool { years == 0 && months == 0 && days == 0 && seconds == 0 }

  public var description: String {
    let parts = [
      (years, "y"), (months, "mo"), (days, "d"), (seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"),
    ]
    let text = parts.filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }.joined()
    return text.isEmpty ? "0s" : text
  }
}
