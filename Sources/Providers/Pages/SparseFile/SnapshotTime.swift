/// The moment of a snapshot as its id: `2026-11-28T09:30:00.000000001Z`. Ids ascend with time.
struct SnapshotTime: Sendable, Hashable {
  /// Since 1970.
  var nanoseconds: Int64

  init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// `nil` for any other text.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 30, bytes[19] == UInt8(ascii: "."), bytes[29] == UInt8(ascii: "Z"),
      bytes[20..<29].allSatisfy({ (0x30...0x39).contains($0) }),
      let fraction = Int64(String(decoding: bytes[20..<29], as: UTF8.self)),
      let seconds = UTCTime(iso8601: String(decoding: bytes[..<19], as: UTF8.self) + "Z"),
      let whole = seconds.nanoseconds
    else { return nil }
    let (sum, isHuge) = whole.addingReportingOverflow(fraction)
    guard !isHuge else { return nil }
    nanoseconds = sum
    guard self.text == text else { return nil }
  }

  var text: String {
    let seconds = UTCTime(nanoseconds: nanoseconds)
    let fraction = nanoseconds - seconds.seconds * 1_000_000_000
    let digits = "\(fraction)"
    return seconds.extended.dropLast() + "." + String(repeating: "0", count: 9 - digits.utf8.count) + digits + "Z"
  }
}
