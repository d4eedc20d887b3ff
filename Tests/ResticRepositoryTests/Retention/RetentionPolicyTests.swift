import Cryptography
import Testing

@testable import ResticRepository

@Suite struct RetentionPolicyTests {
  static let now = time("2026-11-22T12:00:00Z")

  static func time(_ text: String) -> GoTime { GoTime(text) ?? .epoch }

  static func snapshot(
    _ id: UInt64, _ time: String, host: String = "h", tags: [String] = ["elasto:job=j", "elasto:source=s"]
  ) -> SnapshotSummary {
    SnapshotSummary(id: StorageID(words: (id, 0, 0, 0)), time: Self.time(time), host: host, tags: tags)
  }

  func keptIDs(_ policy: RetentionPolicy, _ snapshots: [SnapshotSummary]) throws -> [UInt64] {
    try policy.decide(snapshots, now: Self.now).kept.map(\.snapshot.id.words.0)
  }

  @Test(arguments: [
    RetentionPolicy(), RetentionPolicy(within: CalendarSpan()), RetentionPolicy(withinDaily: CalendarSpan()),
  ])
  func anEmptyPolicyIsAnError(_ policy: RetentionPolicy) {
    let error = #expect(throws: RepositoryError.self) { try policy.decide([], now: Self.now) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("an empty policy would keep nothing") == true)
  }

  @Test(arguments: [
    RetentionPolicy(last: -1), RetentionPolicy(last: 1, yearly: -2), RetentionPolicy(within: CalendarSpan(days: -1)),
    RetentionPolicy(within: CalendarSpan(years: .max)),
    RetentionPolicy(last: 1, withinHourly: CalendarSpan(hours: .min)),
    RetentionPolicy(tags: [[]]), RetentionPolicy(last: 1, tags: [["a"], []]),
  ])
  func aRuleThatMakesNoSenseIsAnError(_ policy: RetentionPolicy) {
    let error = #expect(throws: RepositoryError.self) { try policy.decide([], now: Self.now) }
    #expect(error?.code == .invalidArgument)
  }

  @Test func snapshotsWithoutAnIdentityAreLeftAlone() throws {
    let strangers = [
      Self.snapshot(1, "2020-01-01T00:00:00Z", tags: []),
      Self.snapshot(2, "2020-01-01T00:00:00Z", tags: ["elasto:job=j"]),
      Self.snapshot(3, "2020-01-01T00:00:00Z", tags: ["elasto:source=s", "x"]),
      Self.snapshot(4, "2020-01-01T00:00:00Z", tags: ["elasto:job=j", "elasto:job=k", "elasto:source=s"]),
    ]
    let own = [Self.snapshot(5, "2020-01-02T00:00:00Z"), Self.snapshot(6, "2020-01-03T00:00:00Z")]
    let outcome = try RetentionPolicy(last: 1).decide(strangers + own, now: Self.now)
    #expect(outcome.untouched == strangers)
    #expect(outcome.kept.map(\.snapshot) == [own[1]])
    #expect(outcome.removed == [own[0]])
  }

  @Test func theNewestOfEveryIdentityStaysWhateverTheRules() throws {
    let snapshots = [
      Self.snapshot(1, "2020-01-01T00:00:00Z"), Self.snapshot(2, "2020-01-02T00:00:00Z"),
      Self.snapshot(3, "2019-01-01T00:00:00Z", host: "other"),
      Self.snapshot(4, "2018-01-01T00:00:00Z", tags: ["elasto:job=j", "elasto:source=t"]),
    ]
    let outcome = try RetentionPolicy(tags: [["keep"]]).decide(snapshots, now: Self.now)
    #expect(outcome.kept.map(\.snapshot.id.words.0) == [2, 4, 3])
    #expect(outcome.kept.allSatisfy { $0.reasons == [.newestOfIdentity] })
    #expect(outcome.removed.map(\.id.words.0) == [1])
  }

  @Test func eachTimeCountsOnItsOwnClocks() throws {
    // One moment apart, on two days here and on one day in UTC.
    let snapshots = [
      Self.snapshot(1, "2026-03-01T23:30:00+02:00"), Self.snapshot(2, "2026-03-02T00:30:00+02:00"),
      Self.snapshot(3, "2026-03-01T22:45:00Z"),
    ]
    #expect(try keptIDs(RetentionPolicy(daily: 5), snapshots) == [3, 2, 1])
    let inUTC = [
      Self.snapshot(1, "2026-03-01T21:30:00Z"), Self.snapshot(2, "2026-03-01T22:30:00Z"),
      Self.snapshot(3, "2026-03-01T22:45:00Z"),
    ]
    #expect(try keptIDs(RetentionPolicy(daily: 5), inUTC) == [3])
  }

  @Test func weeksAreISOWeeks() throws {
    // 2020 has a week 53, which ends on the 3rd of January.
    let snapshots = [
      Self.snapshot(1, "2020-12-27T12:00:00Z"), Self.snapshot(2, "2020-12-28T12:00:00Z"),
      Self.snapshot(3, "2021-01-03T12:00:00Z"), Self.snapshot(4, "2021-01-04T12:00:00Z"),
    ]
    #expect(try keptIDs(RetentionPolicy(weekly: 9), snapshots) == [4, 3, 1])
  }

  @Test func ofOneMomentTheSmallerIdCountsAsNewer() throws {
    let snapshots = [3, 1, 2].map { Self.snapshot($0, "2026-01-01T00:00:00Z") }
    #expect(try keptIDs(RetentionPolicy(last: 2), snapshots) == [1, 2])
  }

  @Test func spansCountFromTheNewestThatIsNotInTheFuture() throws {
    let snapshots = [
      Self.snapshot(1, "2030-01-01T00:00:00Z"), Self.snapshot(2, "2026-11-20T00:00:00Z"),
      Self.snapshot(3, "2026-11-19T00:00:00.000000001Z"), Self.snapshot(4, "2026-11-19T00:00:00Z"),
    ]
    #expect(try keptIDs(RetentionPolicy(within: CalendarSpan(days: 1)), snapshots) == [1, 2, 3])
  }

  @Test func nothingInGivesNothingOut() throws {
    #expect(try RetentionPolicy(last: 1).decide([], now: Self.now) == RetentionOutcome())
  }

  @Test(arguments: [
    (CalendarSpan(months: 1), "2026-07-31T10:00:00Z", "2026-07-01T10:00:00Z"),
    (CalendarSpan(months: 14, days: 30), "2026-01-15T00:00:00Z", "2024-10-16T00:00:00Z"),
    (CalendarSpan(years: 1), "2024-02-29T00:00:00Z", "2023-03-01T00:00:00Z"),
    (CalendarSpan(hours: 25), "2026-03-30T01:00:00Z", "2026-03-29T00:00:00Z"),
    // Over the change to summer time: the same clock time for days, the same distance for hours.
    (CalendarSpan(days: 1), "2026-03-29T12:00:00+02:00", "2026-03-28T12:00:00+01:00"),
    (CalendarSpan(hours: 24), "2026-03-29T12:00:00+02:00", "2026-03-28T11:00:00+01:00"),
    // Not Berlin's offset then: taken as fixed.
    (CalendarSpan(days: 1), "2026-03-29T12:00:00+01:00", "2026-03-28T12:00:00+01:00"),
  ])
  func aSpanGoesBackByTheCalendar(_ span: CalendarSpan, _ from: String, _ expected: String) throws {
    let berlin = try #require(LocalZone.named("Europe/Berlin"))
    let start = span.before(Self.time(from), in: berlin)
    #expect(start.isSameInstant(as: Self.time(expected)), "\(start)")
  }
}
