import ResticRepository
import Testing

@testable import ElastoSync

@Suite struct CalendarExpressionTests {
  @Test(arguments: [
    ("02:30", "*-*-* 02:30:00"),
    ("Mon..Sat 01:00", "Mon..Sat *-*-* 01:00:00"),
    ("sun,Mon,TUESDAY,wed 5:0", "Mon..Wed,Sun *-*-* 05:00:00"),
    ("hourly", "*-*-* *:00:00"),
    ("Weekly UTC", "Mon *-*-* 00:00:00 UTC"),
    ("quarterly", "*-01,04,07,10-01 00:00:00"),
    ("*-*-01 04:00:00", "*-*-01 04:00:00"),
    ("*:0/15", "*-*-* *:00/15:00"),
    ("3,1..9/4,1:0", "*-*-* 01,01..09/4,03:00:00"),
    ("12-24", "*-12-24 00:00:00"),
    ("Mon *-05~07/1 10:00 Europe/Berlin", "Mon *-05~07/1 10:00:00 Europe/Berlin"),
    ("70-1-1", "1970-01-01 00:00:00"),
    ("Mon..Sun 1:0", "*-*-* 01:00:00"),
  ])
  func oneMeaningHasOneSpelling(text: String, normalized: String) throws {
    let expression = try CalendarExpression(parsing: text)
    #expect(expression.normalized == normalized)
    #expect(try CalendarExpression(parsing: normalized) == expression)
  }

  @Test(arguments: [
    ("", "empty"), ("25:00", "hour 25"), ("1:60", "minute 60"), ("12", "neither a date"),
    ("Sat..Mon 3:00", "Sat..Sun,Mon..Mon"),
    ("*/5:00", "write 0/5"), ("Mnday 3:00", "“Mnday” is neither a weekday"),
    ("02:30 Mars/Olympus", "no time zone “Mars/Olympus”"),
    ("02:30 Mon", "out of place"), ("*~1-1", "belongs before the day"), ("*:0/0", "step"), ("*-*-5/27 1:0", "longer"),
    ("5..2:00", "backwards"), ("1:2:3:4", "more than hours"), ("2300-1-1", "year 2300"), ("1,:0", "“” is not a hour"),
  ])
  func whatIsWrongIsSaid(text: String, hint: String) {
    #expect {
      try CalendarExpression(parsing: text)
    } throws: { error in
      String(describing: error).contains(hint)
    }
  }

  @Test func theNextMomentIsAfterTheGivenOne() throws {
    let expression = try CalendarExpression(parsing: "02:30")
    let half = 1_700_000_000 / 86_400 * 86_400 + 9000 as Int64
    #expect(expression.next(after: half - 1, in: .utc) == half)
    #expect(expression.next(after: half, in: .utc) == half + 86_400)
  }

  @Test func whatNeverComesHasNoNextMoment() throws {
    #expect(try CalendarExpression(parsing: "*-02-30").next(after: 0, in: .utc) == nil)
    #expect(try CalendarExpression(parsing: "1999-01-01").next(after: 1_700_000_000, in: .utc) == nil)
  }

  @Test func theZoneInTheExpressionWins() throws {
    let noon: Int64 = 1_795_348_800  // 2026-11-22 12:00 UTC
    #expect(try CalendarExpression(parsing: "14:00 Europe/Berlin").next(after: noon, in: .utc) == noon + 3600)
  }

  /// The reference implementation reads and continues every expression as we do.
  @Test(arguments: ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
  func systemdAgrees(zone: String) throws {
    let base: Int64 = 1_774_612_800  // 2026-03-27 12:00 UTC
    let local = try #require(LocalZone.named(zone))
    var generator = ExpressionGenerator(seed: 7)
    let expressions = ExpressionGenerator.chosen + (0..<60).map { _ in generator.next() }
    let answers = try SystemdAnalyze.calendar(expressions, base: "2026-03-27 12:00:00", count: 6, zone: zone)
    for (text, answer) in zip(expressions, answers) {
      let ours = try? CalendarExpression(parsing: text)
      #expect(ours?.normalized == answer?.normalized, "\(text)")
      guard let ours, let answer else { continue }
      var moments: [String] = []
      var moment = base
      while moments.count < answer.next.count, let next = ours.next(after: moment, in: local) {
        moments.append(CivilTime(moment: next, in: .utc).text)
        moment = next
      }
      #expect(moments == answer.next, "\(text) in \(zone)")
    }
  }
}
