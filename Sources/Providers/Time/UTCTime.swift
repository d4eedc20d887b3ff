/// A second of UTC, in the forms that HTTP and S3 write it in.
struct UTCTime: Sendable, Hashable {
  /// Since 1970.
  var seconds: Int64

  init(seconds: Int64) { self.seconds = seconds }

  /// Rounds down.
  init(nanoseconds: Int64) { seconds = nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0) }

  /// `seconds` as nanoseconds; `nil` outside of the years 1678 to 2262.
  var nanoseconds: Int64? {
    let (value, isHuge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return isHuge ? nil : value
  }

  /// `20130524`
  var day: String {
    let date = date
    return "\(four(date.year))\(two(date.month))\(two(date.day))"
  }

  /// `20130524T000000Z`, as signatures want it.
  var compact: String { "\(day)T\(two(hour))\(two(minute))\(two(second))Z" }

  /// `2013-05-24T00:00:00Z` (ISO 8601)
  var extended: String {
    let date = date
    return "\(four(date.year))-\(two(date.month))-\(two(date.day))T\(clock)Z"
  }

  /// `Fri, 24 May 2013 00:00:00 GMT` (RFC 9110, section 5.6.7)
  var http: String {
    let date = date
    // The first of January 1970 was a Thursday.
    let weekday = Self.weekdays[Int((days % 7 + 11) % 7)]
    return "\(weekday), \(two(date.day)) \(Self.months[Int(date.month) - 1]) \(four(date.year)) \(clock) GMT"
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

  /// `2013-05-24 00:00:00 UTC`, for people.
  var readable: String {
    let date = date
    return "\(four(date.year))-\(two(date.month))-\(two(date.day)) \(clock) UTC"
  }

  private var clock: String { "\(two(hour)):\(two(minute)):\(two(second))" }
  private var days: Int64 { (seconds - secondOfDay) / 86_400 }
  private var secondOfDay: Int64 { (seconds % 86_400 + 86_400) % 86_400 }
  private var hour: Int64 { secondOfDay / 3600 }
  private var minute: Int64 { secondOfDay / 60 % 60 }
  private var second: Int64 { secondOfDay % 60 }

  /// Howard Hinnant's `civil_from_days`: eras of 400 years that begin on the first of March.
  private var date: (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private func four(_ value: Int64) -> String {
    let digits = "\(value)"
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
