/// The rule at the end of a compiled time zone, in the form of POSIX's `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct POSIXZoneRule {
  /// When in a year a change happens, by the clock that it ends.
  struct Day {
    enum Form {
      /// `Jn`: 1 … 365, February 29 is never counted.
      case withoutLeapDay(Int64)
      /// `n`: 0 … 365.
      case withLeapDay(Int64)
      /// `Mm.w.d`: weekday `d` (0 is Sunday) of week `w` (5 is the last) of month `m`.
      case weekday(month: Int64, week: Int64, day: Int64)
    }

    var form: Form
    /// Seconds after midnight; may lie in another day.
    var time: Int64

    func seconds(in year: Int64) -> Int64 {
      let newYear = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
      let day: Int64
      switch form {
      case .withoutLeapDay(let number): day = newYear + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
      case .withLeapDay(let number): day = newYear + number
      case .weekday(let month, let week, let weekday):
        let first = CivilDate(year: year, month: month, day: 1)
        let next =
          month == 12
          ? CivilDate(year: year + 1, month: 1, day: 1) : CivilDate(year: year, month: month + 1, day: 1)
        let until = (weekday - first.weekday + 7) % 7
        var candidate = first.daysSinceEpoch + until + 7 * (week - 1)
        while candidate >= next.daysSinceEpoch { candidate -= 7 }
        day = candidate
      }
      return day * 86_400 + time
    }
  }

  /// Seconds east of UTC.
  var standardOffset: Int32
  var daylight: (offset: Int32, start: Day, end: Day)?

  /// `nil` when the text is not such a rule.
  init?(parsing text: ArraySlice<UInt8>) {
    var rest = text
    guard Self.skipName(&rest), let west = Self.time(&rest) else { return nil }
    standardOffset = Int32(-west)
    guard !rest.isEmpty else { return }
    guard Self.skipName(&rest) else { return nil }
    var daylightOffset = standardOffset + 3600
    if let next = rest.first, next != UInt8(ascii: ",") {
      guard let west = Self.time(&rest) else { return nil }
      daylightOffset = Int32(-west)
    }
    if rest.isEmpty { rest = ArraySlice(",M3.2.0,M11.1.0".utf8) }
    guard let start = Self.day(&rest), let end = Self.day(&rest), rest.isEmpty else { return nil }
    daylight = (daylightOffset, start, end)
  }

  /// The changes in those years, ascending; none where there is no daylight saving time.
  func changes(years: ClosedRange<Int64>) -> [(at: Int64, offset: Int32)] {
    guard let daylight else { return [] }
    var result: [(at: Int64, offset: Int32)] = []
    for year in years {
      result.append((daylight.start.seconds(in: year) - Int64(standardOffset), daylight.offset))
      result.append((daylight.end.seconds(in: year) - Int64(daylight.offset), standardOffset))
    }
    return result.sorted { $0.at < $1.at }
  }

  private static func skipName(_ rest: inout ArraySlice<UInt8>) -> Bool {
    if rest.first == UInt8(ascii: "<") {
      guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
      rest = rest[(close + 1)...]
      return true
    }
    let name = rest.prefix { $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") }
    rest = rest.dropFirst(name.count)
    return name.count >= 3
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, upTo limit: Int64) -> Int64? {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard !digits.isEmpty, digits.count <= 3 else { return nil }
    rest = rest.dropFirst(digits.count)
    let value = digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    return value <= limit ? value : nil
  }

  private static func take(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  /// `[+-]h[h[h]][:mm[:ss]]` in seconds.
  private static func time(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    let negative = take("-", &rest)
    if !negative { _ = take("+", &rest) }
    guard let hours = number(&rest, upTo: 167) else { return nil }
    var seconds = hours * 3600
    if take(":", &rest) {
      guard let minutes = number(&rest, upTo: 59) else { return nil }
      seconds += minutes * 60
      if take(":", &rest) {
        guard let more = number(&rest, upTo: 59) else { return nil }
        seconds += more
      }
    }
    return negative ? -seconds : seconds
  }

  private static func day(_ rest: inout ArraySlice<UInt8>) -> Day? {
    guard take(",", &rest) else { return nil }
    let form: Day.Form
    if take("J", &rest) {
      guard let number = number(&rest, upTo: 365), number > 0 else { return nil }
      form = .withoutLeapDay(number)
    } else if take("M", &rest) {
      guard let month = number(&rest, upTo: 12), month > 0, take(".", &rest),
        let week = number(&rest, upTo: 5), week > 0, take(".", &rest), let day = number(&rest, upTo: 6)
      else { return nil }
      form = .weekday(month: month, week: week, day: day)
    } else {
      guard let number = number(&rest, upTo: 365) else { return nil }
      form = .withLeapDay(number)
    }
    guard take("/", &rest) else { return Day(form: form, time: 7200) }
    guard let time = time(&rest) else { return nil }
    return Day(form: form, time: time)
  }
}
