public import ResticRepository

extension CalendarExpression {
  /// The first moment after `moment` that the expression names, in seconds since 1970; `nil` when there is none.
  ///
  /// The expression's own zone wins over `zone`. A time that the clocks skip in spring does not happen on that day;
  /// one that they show twice in autumn happens the first time. Both as systemd does it.
  public func next(after moment: Int64, in zone: LocalZone) -> Int64? {
    let zone = timeZone.flatMap(LocalZone.named) ?? zone
    var clock = CivilTime(moment: moment, in: zone)
    clock.secondOfDay += 1
    while let candidate = nextMatch(from: clock) {
      if let found = candidate.firstMoment(in: zone), found > moment { return found }
      clock = candidate
      clock.secondOfDay += 1
    }
    return nil
  }

  /// The first time on the calendar, `start` or later, that all fields match.
  private func nextMatch(from start: CivilTime) -> CivilTime? {
    var year = max(Self.years.lowerBound, start.date.year)
    while let matchingYear = self.year.first(from: year, in: Self.years) {
      for month in self.month.values(in: 1...12) {
        for day in days(inMonth: month, of: matchingYear) {
          let date = CivilDate(year: matchingYear, month: month, day: day)
          guard date.daysSinceEpoch >= start.date.daysSinceEpoch else { continue }
          let earliest = date == start.date ? start.secondOfDay : 0
          if let second = secondOfDay(from: earliest) { return CivilTime(date: date, secondOfDay: second) }
        }
      }
      year = matchingYear + 1
    }
    return nil
  }

  /// The days of a month that the day field and the weekdays allow, ascending.
  private func days(inMonth month: Int64, of year: Int64) -> [Int64] {
    let length = CivilDate.length(ofMonth: month, of: year)
    return dayNumbers(inMonthOf: length).filter { day in
      let sunday0 = CivilDate(year: year, month: month, day: day).weekday
      return weekdays.isEmpty || weekdays.contains(index: Int((sunday0 + 6) % 7))
    }
  }

  private func dayNumbers(inMonthOf length: Int64) -> [Int64] {
    guard countsDaysFromEnd, !day.isEvery else { return day.values(in: 1...length) }
    // Day n from the end is length + 1 - n, so a range turns around; steps still run forward from its first day.
    let turned = day.items.map { item in
      let from = length + 1 - (item.end ?? item.start)
      let end = item.end.map { _ in length + 1 - item.start }
      return CalendarField.Item(start: from, end: end, step: item.step)
    }
    return CalendarField(items: turned).values(in: 1...length)
  }

  private func secondOfDay(from earliest: Int64) -> Int64? {
    var hour = self.hour.first(from: earliest / 3600, in: 0...23)
    while let atHour = hour {
      let inHour = max(0, earliest - atHour * 3600)
      var minute = self.minute.first(from: inHour / 60, in: 0...59)
      while let atMinute = minute {
        let inMinute = max(0, inHour - atMinute * 60)
        if let second = self.second.first(from: inMinute, in: 0...59) {
          return atHour * 3600 + atMinute * 60 + second
        }
        minute = self.minute.first(from: atMinute + 1, in: 0...59)
      }
      hour = self.hour.first(from: atHour + 1, in: 0...23)
    }
    return nil
  }
}

extension CivilDate {
  /// 28 … 31
  static func length(ofMonth month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
