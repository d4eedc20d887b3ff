import Testing

@testable import Providers

@Suite struct ContentTimeTests {
  @Test(
    arguments: [
      (0, "0.000000000", "1970-01-01T00:00:00.000000000Z"),
      (1_354_040_105_123_456_789, "1354040105.123456789", "2012-11-27T18:15:05.123456789Z"),
      (-1, "-0.000000001", "1969-12-31T23:59:59.999999999Z"),
      (-1_500_000_000, "-1.500000000", "1969-12-31T23:59:58.500000000Z"),
    ] as [(Int64, String, String)])
  func aTimeIsWrittenAsRcloneDoesAndReadAgain(_ time: Int64, _ seconds: String, _ date: String) {
    #expect(ContentTime.text(time, .seconds) == seconds)
    #expect(ContentTime.text(time, .date) == date)
    #expect(ContentTime.parse(seconds) == time)
    #expect(ContentTime.parse(date) == time)
  }

  @Test(
    arguments: [
      ("1354040105", 1_354_040_105_000_000_000), ("1354040105.5", 1_354_040_105_500_000_000),
      ("2012-11-27T19:15:05.5+01:00", 1_354_040_105_500_000_000), ("2012-11-27T18:15:05Z", 1_354_040_105_000_000_000),
      ("1.1234567891", 1_123_456_789), ("", nil), ("x", nil), ("1.x", nil), ("--1", nil), ("99999999999999", nil),
      ("2012-11-27T18:15:05", nil), ("2012-13-27T18:15:05Z", nil), ("2012-11-27T18:15:05+25:00", nil),
    ] as [(String, Int64?)])
  func otherFormsAreUnderstoodOrRefused(_ text: String, _ time: Int64?) { #expect(ContentTime.parse(text) == time) }

  @Test func aStoreKeepsTheTimeAndWhoSetsItHimselfIsLeftAlone() async throws {
    let store = MemoryStore()
    try await store.put("a", [1], options: PutOptions(modified: 1_500_000_000))
    #expect(try await store.head("a").contentModified == 1_500_000_000)
    try await store.put("b", [1], options: PutOptions(metadata: ["mtime": "7"], modified: 1_500_000_000))
    #expect(try await store.head("b").contentModified == 7_000_000_000)
  }
}
