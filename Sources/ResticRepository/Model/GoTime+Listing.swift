extension GoTime {
  /// For people: `2026-11-22 13:05:09`, as a clock in `zone` shows it.
  public func text(in zone: LocalZone) -> String {
    let clock = min(max(seconds, -1 << 56), 1 << 56) + Int64(zone.offset(at: seconds))
    let days = clock >= 0 ? clock / 86_400 : (clock - 86_399) / 86_400
    let date = CivilDate(daysSinceEpoch: days)
    let rest = clock - days * 86_400
    let time = [rest / 3600, rest / 60 % 60, rest % 60].map(Self.twoDigits).joined(separator: ":")
    let year = String(date.year)
    let padded = String(repeating: "0", count: max(0, 4 - year.count)) + year
    return "\(padded)-\(Self.twoDigits(date.month))-\(Self.twoDigits(date.day)) \(time)"
  }

  private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
