/// A systemd calendar expression, as systemd.time(7) describes it: `02:30`, `Mon..Sat 01:00`, `*-*~1 04:00`, `hourly`.
///
/// Left out, because a backup has no use for them: fractions of a second, and `@` moments.
public struct CalendarExpression: Hashable, Sendable {
  /// Empty means every day.
  var weekdays: Weekdays = []
  var year = CalendarField.every
  var month = CalendarField.every
  var day = CalendarField.every
  /// `~` instead of `-`: days count back from the end of the month, 1 is its last.
  var countsDaysFromEnd = false
  var hour = CalendarField.every
  var minute = CalendarField.every
  var second = CalendarField.only(0)
  /// The zone written behind the expression, by name.
  public var timeZone: String?

  static let years: ClosedRange<Int64> = 1970...2199

  init() {}

  /// Reads `text`; the error says what is wrong with it.
  public init(parsing text: String) throws(ScheduleError) {
    self = try CalendarParser(text: text).parse()
  }

  /// The one spelling that means the same, as `systemd-analyze calendar` prints it.
  public var normalized: String {
    var words: [String] = []
    if !weekdays.isEmpty { words.append(weekdays.text) }
    let separator = countsDaysFromEnd && !day.isEvery ? "~" : "-"
    words.append("\(year.text(width: 4))-\(month.text(width: 2))\(separator)\(day.text(width: 2))")
    words.append("\(hour.text(width: 2)):\(minute.text(width: 2)):\(second.text(width: 2))")
    if let timeZone { words.append(timeZone) }
    return words.joined(separator: " ")
  }
}
