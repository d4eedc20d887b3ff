import ResticRepository
import Testing

@testable import ElastoSync

@Suite("Moments as people type them")
struct MomentTests {
  private let now = GoTime(seconds: 1_795_352_400)  // 2026-11-22T13:00:00Z

  @Test(
    "dates, times, offsets and spans",
    arguments: [
      ("2026-11-22", 1_795_305_600), ("2026-11-22 13:05", 1_795_352_700), ("2026-11-22T13:05:09Z", 1_795_352_709),
      ("2026-11-22T13:05:09+01:00", 1_795_349_109), ("2026-11-22 13:05-00:30", 1_795_354_500), ("1969-12-31", -86_400),
      ("2024-02-29", 1_709_164_800), ("1d", 1_795_266_000), ("2h30m", 1_795_343_400),
    ] as [(String, Int64)])
  func moments(text: String, seconds: Int64) throws {
    #expect(try Moment.parse(text, now: now, zone: .utc).seconds == seconds)
  }

  @Test("without an offset, it is what the clocks of the zone show, in winter and in summer")
  func zones() throws {
    let berlin = try #require(LocalZone.named("Europe/Berlin"))
    #expect(try Moment.parse("2026-07-01 12:00", now: now, zone: berlin).seconds == 1_782_900_000)
    #expect(try Moment.parse("2026-11-22 13:00", now: now, zone: berlin).seconds == 1_795_348_800)
    // The hour before and after the clocks go forward.
    #expect(try Moment.parse("2026-03-29 01:30", now: now, zone: berlin).seconds == 1_774_744_200)
    #expect(try Moment.parse("2026-03-29 03:30", now: now, zone: berlin).seconds == 1_774_747_800)
  }

  @Test(
    "what is no moment is refused",
    arguments: [
      "", "tomorrow", "2026-13-01", "2026-02-29", "2026-1-1", "2026-11-22 25:00", "2026-11-22 13",
      "2026-11-22T13:05:09X",
      "2026-11-22 ", "7", "-7d",
    ])
  func faults(text: String) {
    #expect(throws: RunError.self) { try Moment.parse(text, now: now, zone: .utc) }
  }
}
