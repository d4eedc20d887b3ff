/// Writes scheduled jobs as lines of a crontab, after crontab(5) of Debian's cron.
public enum Crontab {
  /// The lines of `job`, one for each expression; with `user`, in the form of `/etc/cron.d`, which names who runs it.
  ///
  /// Throws `.notExpressible`, with every reason, for what cron cannot say.
  public static func lines(for job: ScheduledJob, user: String? = nil) throws(ScheduleError) -> [String] {
    let reasons = obstacles(to: job)
    guard reasons.isEmpty else {
      throw ScheduleError(
        .notExpressible, "cron cannot say \(reasons.joined(separator: ", nor ")); use systemd, or change the schedule",
        location: "job \(job.name)")
    }
    let command = (user.map { [$0] } ?? []) + job.command.map(quoted)
    return job.schedule.expressions.map { (fields(of: $0) + command).joined(separator: " ") }
  }

  /// A file for `/etc/cron.d` with the lines of `jobs`, all of one manifest.
  public static func file(
    for jobs: [ScheduledJob], manifest: String, user: String = "root"
  ) throws(ScheduleError) -> ScheduleFile {
    var lines = [
      ScheduleFile.mark(manifest: manifest),
      "SHELL=/bin/sh",
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ]
    for job in jobs { lines += try self.lines(for: job, user: user) }
    return ScheduleFile(name: "elasto-sync", contents: lines.joined(separator: "\n") + "\n")
  }

  private static func fields(of expression: CalendarExpression) -> [String] {
    // cron counts from Sunday, we from Monday.
    let weekdays = (0..<7).filter { expression.weekdays.contains(index: $0) }.map { Int64(($0 + 1) % 7) }.sorted()
    return [
      list(expression.minute.values(in: 0...59), of: 0...59),
      list(expression.hour.values(in: 0...23), of: 0...23),
      list(expression.day.values(in: 1...31), of: 1...31),
      list(expression.month.values(in: 1...12), of: 1...12),
      list(weekdays.isEmpty ? Array(0...6) : weekdays, of: 0...6),
    ]
  }

  private static func obstacles(to job: ScheduledJob) -> [String] {
    var reasons: [String] = []
    for reason in job.schedule.expressions.flatMap(obstacles) where !reasons.contains(reason) { reasons.append(reason) }
    if job.schedule.jitter > 0 { reasons.append("jitter") }
    if job.schedule.catchUp { reasons.append("catch-up") }
    if job.command.contains(where: { $0.contains("\n") }) { reasons.append("a line feed in the command") }
    return reasons
  }

  private static func obstacles(to expression: CalendarExpression) -> [String] {
    var reasons: [String] = []
    if expression.second != .only(0) { reasons.append("seconds other than 0") }
    if !expression.year.isEvery { reasons.append("a year") }
    if expression.countsDaysFromEnd, !expression.day.isEvery { reasons.append("days counted from the month's end (~)") }
    if !expression.weekdays.isEmpty, !expression.day.isEvery {
      reasons.append("a weekday and a day of the month at once (it runs on either)")
    }
    if let zone = expression.timeZone { reasons.append("a time zone (\(zone))") }
    return reasons
  }

  /// `*`, or values and ranges: `0,15,30,45`, `1-5`.
  private static func list(_ values: [Int64], of all: ClosedRange<Int64>) -> String {
    if values.count == all.count { return "*" }
    var parts: [String] = []
    var index = 0
    while index < values.count {
      var last = index
      while last + 1 < values.count, values[last + 1] == values[last] + 1 { last += 1 }
      if last - index >= 2 {
        parts.append("\(values[index])-\(values[last])")
      } else {
        parts += values[index...last].map(String.init)
      }
      index = last + 1
    }
    return parts.joined(separator: ",")
  }

  /// One word for `/bin/sh`; cron itself turns a bare `%` into a line feed.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "_@+=:,./-".utf8.contains(byte)
        }
      }
    if isPlain { return word }
    return "'" + word.map { $0 == "'" ? #"'\''"# : $0 == "%" ? #"'\%'"# : String($0) }.joined() + "'"
  }
}
