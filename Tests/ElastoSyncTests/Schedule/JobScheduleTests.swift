import Manifest
import ResticRepository
import Testing

@testable import ElastoSync

@Suite struct JobScheduleTests {
  private let noon: Int64 = 1_795_348_800  // 2026-11-22 12:00 UTC, a Sunday

  @Test func theEarliestExpressionIsNext() throws {
    let schedule = try JobSchedule(at: ["Mon 01:00", "14:00"])
    #expect(schedule.next(after: noon, in: .utc) == noon + 2 * 3600)
    #expect(schedule.next(after: noon + 2 * 3600, in: .utc) == noon + 13 * 3600)
  }

  @Test func theManifestsZoneHoldsForEveryExpression() throws {
    let schedule = try JobSchedule(at: ["14:00"], timeZone: "Europe/Berlin")
    #expect(schedule.next(after: noon, in: .utc) == noon + 3600)
  }

  @Test(arguments: [
    ("14:00", "Mars/Olympus", "no time zone"), ("14:00 UTC", "Europe/Berlin", "names another time zone"),
  ])
  func zonesThatCannotBeAreRefused(at: String, zone: String, hint: String) {
    #expect {
      try JobSchedule(at: [at], timeZone: zone)
    } throws: { error in
      "\(error)".contains(hint)
    }
  }

  @Test func theManifestsScheduleIsTakenOver() throws {
    var declared = Schedule(at: ["02:30", "Sun 04:00"])
    declared.jitter = TimeSpan(seconds: 2700)
    declared.catchUp = true
    declared.timezone = "Europe/Berlin"
    let expected = try JobSchedule(at: ["02:30", "Sun 04:00"], jitter: 2700, catchUp: true, timeZone: "Europe/Berlin")
    #expect(try JobSchedule(declared) == expected)
    #expect(CalendarExpression.fault(in: "02:30") == nil)
    #expect(CalendarExpression.fault(in: "2:60")?.contains("minute 60") == true)
  }
}
