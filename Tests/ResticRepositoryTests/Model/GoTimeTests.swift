import ResticRepository
import Testing

@Suite("Times as Go writes them")
struct GoTimeTests {
  @Test(
    "Readable",
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0, 0), ("1970-01-01T01:00:00.5+01:00", 0, 500_000_000, 3600),
      ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999, 0), ("2024-02-29T12:00:00-03:30", 1_709_220_600, 0, -12_600),
      ("2024-01-01T00:00:00.1234567891Z", 1_704_067_200, 123_456_789, 0),
      ("0000-01-01T00:00:00Z", -62_167_219_200, 0, 0),
      ("1893-03-31T23:59:59+00:53", -2_422_054_381, 0, 3180),
    ] as [(String, Int64, Int32, Int32)])
  func reading(text: String, seconds: Int64, nanoseconds: Int32, offset: Int32) {
    #expect(GoTime(text) == GoTime(seconds: seconds, nanoseconds: nanoseconds, offset: offset))
  }

  @Test(
    "Not readable",
    arguments: [
      "", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-01-32T00:00:00Z",
      "2023-02-29T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z",
      "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00+0100", "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00Zx",
      "+970-01-01T00:00:00Z", "1970-01-01 00:00:00Z",
    ])
  func notReading(text: String) {
    #expect(GoTime(text) == nil)
  }

  @Test func momentsCompareWithoutTheirOffsets() {
    let here = GoTime(seconds: 10, nanoseconds: 1, offset: 3600)
    let there = GoTime(seconds: 10, nanoseconds: 1, offset: 0)
    #expect(here != there)
    #expect(here.isSameInstant(as: there))
    #expect(!here.precedes(there))
    #expect(there.precedes(GoTime(seconds: 10, nanoseconds: 2, offset: 0)))
    #expect(GoTime(seconds: -1, nanoseconds: 999_999_999).nanosecondsSinceEpoch == -1)
    #expect(GoTime(seconds: .max).nanosecondsSinceEpoch == nil)
  }
}
