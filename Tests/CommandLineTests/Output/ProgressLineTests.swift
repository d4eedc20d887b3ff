import Testing

@testable import elasto_sync

@Suite("The line of progress")
struct ProgressLineTests {
  private func sample(_ bytes: Int64, of expected: Int64 = 1 << 30) -> ProgressSample {
    ProgressSample(files: 12, bytes: bytes, expectedFiles: 3000, expectedBytes: expected)
  }

  @Test("share, files, bytes; then the rate and what is left")
  func line() {
    var line = ProgressLine()
    #expect(line.text(sample(0), seconds: 100, width: 100) == "0%  12 of 3,000 files  0 B of 1 GiB")
    #expect(
      line.text(sample(256 << 20), seconds: 104, width: 100)
        == "25%  12 of 3,000 files  256 MiB of 1 GiB  64 MiB/s  0:12 left")
  }

  @Test("the rate is of the last seconds, not of all")
  func rate() {
    var line = ProgressLine()
    for second in 0...20 { _ = line.text(sample(Int64(second) << 20), seconds: Double(second), width: 100) }
    for second in 21...40 {
      let text = line.text(sample((20 << 20) + Int64(second - 20) << 23), seconds: Double(second), width: 100)
      if second == 40 { #expect(text.contains("8 MiB/s")) }
    }
  }

  @Test("it is never wider than the terminal")
  func width() {
    var line = ProgressLine()
    #expect(line.text(sample(5), seconds: 0, width: 20).count == 19)
    #expect(line.text(sample(5), seconds: 1, width: 0).isEmpty)
  }

  @Test("without an end in sight there is no share")
  func unknownEnd() {
    var line = ProgressLine()
    let text = line.text(
      ProgressSample(files: 1, bytes: 2048, expectedFiles: 0, expectedBytes: 0), seconds: 0, width: 100)
    #expect(text == "1 file  2 KiB")
  }
}
