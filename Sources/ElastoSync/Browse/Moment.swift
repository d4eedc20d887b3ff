import Manifest
public import ResticRepository

/// Moments as people type them.
public enum Moment {
  /// `2026-11-22`, `2026-11-22 13:05`, `2026-11-22T13:05:09Z`, `…+01:00`, or how long ago: `7d`, `2h30m`, `1mo`.
  ///
  /// Without an offset it is what a clock in `zone` shows, a day alone its beginning. Throws `.usage`.
  public static func parse(_ text: String, now: GoTime, zone: LocalZone) throws(RunError) -> GoTime {
    if let moment = calendarTime(text, zone: zone) { return moment }
    if let span = TimeSpan(parsing: text) {
      return GoTime(seconds: now.seconds - span.duration.components.seconds, nanoseconds: now.nanoseconds, zone: zone)
    }
    throw RunError(
      .usage, "it is no time; write 2026-11-22, 2026-11-22 13:05, 2026-11-22T13:05:09Z, or how long ago, such as 7d",
      location: text)
  }

  private static func calendarTime(_ text: String, zone: LocalZone) -> GoTime? {
    var rest = Array(text.utf8)[...]
    guard let year = number(4, &rest), skip("-", &rest), let month = number(2, &rest), skip("-", &rest),
      let day = number(2, &rest), (1...12).contains(month)
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard (1...date.lengthOfMonth).contains(day) else { return nil }
    var second: Int64 = 0
    if !rest.isEmpty {
      guard skip("T", &rest) || skip(" ", &rest), let hour = number(2, &rest), skip(":", &rest),
        let minute = number(2, &rest), hour < 24, minute < 60
      else { return nil }
      second = hour * 3600 + minute * 60
      if skip(":", &rest) {
        guard let value = number(2, &rest), value < 60 else { return nil }
        second += value
      }
    }
    let clock = date.daysSinceEpoch * 86_400 + second
    if rest.isEmpty {
      // The offset at the moment that the clock would show in UTC may be that of the other side of a change.
      let guess = clock - Int64(zone.offset(at: clock))
      return GoTime(seconds: clock - Int64(zone.offset(at: guess)), nanoseconds: 0, zone: zone)
    }
    guard let offset = offset(&rest), rest.isEmpty else { return nil }
    return GoTime(seconds: clock - offset, nanoseconds: 0, zone: zone)
  }

  private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    if skip("Z", &rest) { return 0 }
    let isWest = skip("-", &rest)
    guard isWest || skip("+", &rest), let hours = number(2, &rest), skip(":", &rest), let minutes = number(2, &rest)
    else { return nil }
    return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  private static func number(_ digits: Int, _ rest: inout ArraySlice<UInt8>) -> Int64? {
    let head = rest.prefix(digits)
    guard head.count == digits, head.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    rest = rest.dropFirst(digits)
    return Int64(String(decoding: head, as: UTF8.self))
  }

  private static func skip(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
