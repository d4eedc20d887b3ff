extension UTCTime {
  /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7); the older forms are not understood.
  init?(httpDate text: String) {
    let fields = text.utf8.split(separator: UInt8(ascii: " "))
    guard fields.count == 6, fields[5].elementsEqual("GMT".utf8), let day = Self.number(fields[1]),
      let month = Self.months.firstIndex(where: { fields[2].elementsEqual($0.utf8) }),
      let year = Self.number(fields[3]), let time = Self.time(fields[4][...])
    else { return nil }
    self.init(year: year, month: month + 1, day: day, secondOfDay: time)
  }

  /// `2013-05-24T00:00:00.000Z`: ISO 8601 in UTC, with or without a fraction, which is dropped.
  init?(iso8601 text: String) {
    let halves = text.utf8.split(separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, halves[1].last == UInt8(ascii: "Z") else { return nil }
    let date = halves[0].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let clock = halves[1].dropLast().prefix { $0 != UInt8(ascii: ".") }
    guard date.count == 3, let year = Self.number(date[0]), let month = Self.number(date[1]),
      let day = Self.number(date[2]), let time = Self.time(clock)
    else { return nil }
    self.init(year: year, month: month, day: day, secondOfDay: time)
  }

  /// Howard Hinnant's `days_from_civil`.
  private init?(year: Int, month: Int, day: Int, secondOfDay: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(seconds: Int64(era * 146_097 + dayOfEra - 719_468) * 86_400 + Int64(secondOfDay))
  }

  /// `hh:mm:ss` as seconds; a leap second counts as the one before.
  private static func time(_ text: Substring.UTF8View) -> Int? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 3, let hour = number(parts[0]), let minute = number(parts[1]), let second = number(parts[2]),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    return hour * 3600 + minute * 60 + min(second, 59)
  }

  private static func number(_ digits: Substring.UTF8View) -> Int? {
    guard (1...4).contains(digits.count) else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
  }

  static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
