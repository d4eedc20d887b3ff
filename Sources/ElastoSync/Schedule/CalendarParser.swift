import ResticRepository

/// Reads a calendar expression word by word: `[weekdays] [date] [time] [time zone]`, or one word such as `daily`.
struct CalendarParser {
  let text: String

  /// What each of systemd's words stands for.
  private static let shorthands: [String: String] = [
    "minutely": "*-*-* *:*:00", "hourly": "*-*-* *:00:00", "daily": "*-*-* 00:00:00", "weekly": "Mon *-*-* 00:00:00",
    "monthly": "*-*-01 00:00:00", "quarterly": "*-01,04,07,10-01 00:00:00", "semiannually": "*-01,07-01 00:00:00",
    "yearly": "*-01-01 00:00:00",
  ]
  private static let otherSpellings = [
    "annually": "yearly", "semi-annually": "semiannually", "biannually": "semiannually", "bi-annually": "semiannually",
  ]

  func parse() throws(ScheduleError) -> CalendarExpression {
    var words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
    guard !words.isEmpty else { throw fault("it is empty; a time of day such as 02:30 is the least") }
    var expression = CalendarExpression()
    if words.count > 1, let zone = try timeZone(words[words.count - 1]) {
      expression.timeZone = zone
      words.removeLast()
    }
    let name = words[0].lowercased()
    if words.count == 1, let meaning = Self.shorthands[Self.otherSpellings[name] ?? name] {
      words = meaning.split(separator: " ")
    }
    if words[0].first?.isLetter == true {
      expression.weekdays = try weekdays(words.removeFirst())
    }
    if let word = words.first, !word.contains(":") {
      try readDate(words.removeFirst(), into: &expression)
    }
    if let word = words.first, word.contains(":") {
      try readTime(words.removeFirst(), into: &expression)
    } else {
      expression.hour = .only(0)
      expression.minute = .only(0)
    }
    if let word = words.first { throw fault("“\(word)” is out of place; the order is weekdays, date, time, time zone") }
    return expression
  }

  // MARK: words

  /// The name of a zone, or `nil` where `word` is something else.
  private func timeZone(_ word: Substring) throws(ScheduleError) -> String? {
    guard let first = word.first, first.isLetter, !word.contains(":") else { return nil }
    let head = word.prefix { $0.isLetter }
    if Weekdays.index(of: head) != nil, !word.contains("/") { return nil }
    if word.lowercased() == "utc" { return "UTC" }
    guard LocalZone.named(String(word)) != nil else {
      throw ScheduleError(
        .unknownTimeZone, "“\(text)”: there is no time zone “\(word)”; write one such as Europe/Berlin or UTC")
    }
    return String(word)
  }

  private func weekdays(_ word: Substring) throws(ScheduleError) -> Weekdays {
    var result: Weekdays = []
    var parts = word.split(separator: ",", omittingEmptySubsequences: false)
    if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
    for part in parts {
      let ends =
        part.contains("..") ? part.split(separator: "..", omittingEmptySubsequences: false) : part.split(separator: "-")
      guard let first = ends.first, ends.count <= 2, let from = Weekdays.index(of: first) else {
        throw fault(
          "“\(part)” is neither a weekday nor one of \(Self.shorthands.keys.sorted().joined(separator: ", "))")
      }
      guard ends.count == 2 else {
        result.insert(Weekdays(from...from))
        continue
      }
      guard let to = Weekdays.index(of: ends[1]) else { throw fault("“\(ends[1])” is not a weekday") }
      guard from <= to else {
        throw fault("“\(part)” runs backwards, a week begins on Monday; write \(first)..Sun,Mon..\(ends[1])")
      }
      result.insert(Weekdays(from...to))
    }
    return result == .all ? [] : result
  }

  /// `[year-]month-day`, or with `~` before a day that counts from the month's end.
  private func readDate(_ word: Substring, into expression: inout CalendarExpression) throws(ScheduleError) {
    let tilde = word.lastIndex(of: "~")
    let fields = word.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "~" }
    guard fields.count == 2 || fields.count == 3, tilde == nil || word.filter({ $0 == "~" }).count == 1 else {
      throw fault("“\(word)” is neither a date (year-month-day, month-day) nor a time (hour:minute)")
    }
    if let tilde, word[tilde...].contains("-") {
      throw fault("in “\(word)” the ~ belongs before the day: *-*~1 is the last day of each month")
    }
    if fields.count == 3 { expression.year = try field(fields[0], "year", CalendarExpression.years) }
    expression.month = try field(fields[fields.count - 2], "month", 1...12)
    expression.countsDaysFromEnd = tilde != nil
    expression.day = try field(
      fields[fields.count - 1], "day", tilde == nil ? 1...31 : 1...28, fromEnd: tilde != nil)
  }

  private func readTime(_ word: Substring, into expression: inout CalendarExpression) throws(ScheduleError) {
    let fields = word.split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count <= 3 else { throw fault("“\(word)” has more than hours, minutes and seconds") }
    expression.hour = try field(fields[0], "hour", 0...23)
    expression.minute = try field(fields[1], "minute", 0...59)
    if fields.count == 3 { expression.second = try field(fields[2], "second", 0...59) }
  }

  // MARK: fields

  private func field(
    _ word: Substring, _ name: String, _ range: ClosedRange<Int64>, fromEnd: Bool = false
  ) throws(ScheduleError) -> CalendarField {
    if word == "*" { return .every }
    var items: [CalendarField.Item] = []
    for part in word.split(separator: ",", omittingEmptySubsequences: false) {
      items.append(try item(part, name, range, fromEnd: fromEnd))
    }
    return CalendarField(items: items)
  }

  private func item(
    _ word: Substring, _ name: String, _ range: ClosedRange<Int64>, fromEnd: Bool
  ) throws(ScheduleError) -> CalendarField.Item {
    let halves = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let ends = halves[0].components(separatedBy: "..")
    if halves[0] == "*" {
      throw fault(
        "“\(word)”: a step needs a first \(name); write \(range.lowerBound)/\(halves.count > 1 ? halves[1] : "…")")
    }
    var item = CalendarField.Item(start: try number(ends[0], name, range))
    if ends.count == 2 {
      let end = try number(ends[1], name, range)
      guard end >= item.start else { throw fault("the \(name) “\(word)” runs backwards") }
      item.end = end
      item.step = 1
    } else if ends.count > 2 {
      throw fault("the \(name) “\(word)” has more than one ..")
    }
    if halves.count == 2 {
      guard let step = Int64(halves[1]), halves[1].allSatisfy(\.isNumber), (1...10_000).contains(step) else {
        throw fault("the step of the \(name) “\(word)” is not a number within 1…10000")
      }
      // One repetition must fit; counted from the month's end, the steps run towards day 1.
      let room = fromEnd ? item.start - range.lowerBound : range.upperBound - item.start
      guard item.end != nil || step <= room else {
        throw fault("the step of the \(name) “\(word)” is longer than what is left of the range")
      }
      item.step = step
    }
    return item
  }

  private func number(_ word: Substring, _ name: String, _ range: ClosedRange<Int64>) throws(ScheduleError) -> Int64 {
    guard !word.isEmpty, word.utf8.allSatisfy({ (0x30...0x39).contains($0) }), var value = Int64(word) else {
      throw fault("“\(word)” is not a \(name)")
    }
    if name == "year", value < 100 { value += value < 70 ? 2000 : 1900 }
    guard range.contains(value) else {
      throw fault("the \(name) \(value) is not within \(range.lowerBound)…\(range.upperBound)")
    }
    return value
  }

  private func fault(_ reason: String) -> ScheduleError {
    ScheduleError(.invalidExpression, "“\(text)” is not a calendar expression: \(reason)")
  }
}

extension Substring {
  /// Splits at each occurrence of `separator`; the pieces may be empty.
  fileprivate func components(separatedBy separator: String) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
