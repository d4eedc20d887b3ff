import ResticRepository

/// What a calendar and a clock on the wall show, without saying where the wall is.
struct CivilTime: Hashable {
  var date: CivilDate
  /// 0 … 86399, or 86400 where one second was added to the last of a day.
  var secondOfDay: Int64

  init(date: CivilDate, secondOfDay: Int64) {
    self.date = date
    self.secondOfDay = secondOfDay
  }

  /// What the clocks of `zone` show at `moment`, in seconds since 1970.
  init(moment: Int64, in zone: LocalZone) {
    let shown = moment + Int64(zone.offset(at: moment))
    let days = shown >= 0 ? shown / 86_400 : (shown - 86_399) / 86_400
    self.init(date: CivilDate(daysSinceEpoch: days), secondOfDay: shown - days * 86_400)
  }

  /// The first moment at which the clocks of `zone` show this; `nil` where they skip it.
  func firstMoment(in zone: LocalZone) -> Int64? {
    let shown = date.daysSinceEpoch * 86_400 + secondOfDay
    // No zone is further than 26 hours from UTC, and none changes its clocks twice within two days.
    let offsets = [zone.offset(at: shown - 100_000), zone.offset(at: shown + 100_000)]
    return offsets.map { shown - Int64($0) }.filter { $0 + Int64(zone.offset(at: $0)) == shown }.min()
  }

  /// `2026-11-22 12:00:00`
  var text: String {
    let clock = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { $0.padded(2) }
    return "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2)) \(clock.joined(separator: ":"))"
  }
}
