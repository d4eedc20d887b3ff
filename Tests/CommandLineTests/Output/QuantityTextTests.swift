import Testing

@testable import elasto_sync

@Suite("Numbers for people")
struct QuantityTextTests {
  @Test(
    "sizes have three digits that count",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "0.98 KiB"), (1024, "1 KiB"), (1536, "1.5 KiB"), (10_240, "10 KiB"),
      (102_350, "100 KiB"), (1_022_976, "999 KiB"), (1_023_488, "0.98 MiB"), (13_207_024_435, "12.3 GiB"),
      (Int64.max, "8 EiB"),
    ] as [(Int64, String)])
  func sizes(bytes: Int64, text: String) { #expect(QuantityText.bytes(bytes) == text) }

  @Test(
    "numbers have their thousands apart",
    arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func counts(number: Int, text: String) { #expect(QuantityText.count(number) == text) }

  @Test("one file, two files") func nouns() {
    #expect(QuantityText.count(1, "file") == "1 file")
    #expect(QuantityText.count(2000, "file") == "2,000 files")
  }

  @Test(
    "times", arguments: [(0.2, "0:00"), (59.6, "1:00"), (754, "12:34"), (18_000, "5:00:00"), (-3, "0:00")])
  func times(seconds: Double, text: String) { #expect(QuantityText.time(seconds: seconds) == text) }

  @Test("pauses", arguments: [(250, "0.25 s"), (1500, "1.5 s"), (12_000, "12 s")])
  func seconds(milliseconds: Int, text: String) {
    #expect(QuantityText.seconds(.milliseconds(milliseconds)) == text)
  }
}
