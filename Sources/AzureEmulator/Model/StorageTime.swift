import Glibc

/// A moment, in units of 100 nanoseconds since 1970, as fine as the services' times of snapshots.
struct StorageTime: Sendable, Hashable, Comparable {
  var ticks: Int64

  static var now: StorageTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return StorageTime(ticks: Int64(time.tv_sec) * 10_000_000 + Int64(time.tv_nsec) / 100)
  }

  static func < (left: Self, right: Self) -> Bool { left.ticks < right.ticks }

  var seconds: Int64 { ticks / 10_000_000 }

  func adding(seconds: Int64) -> StorageTime { StorageTime(ticks: ticks + seconds * 10_000_000) }

  /// `2026-11-27T19:02:28.1234567Z`
  var iso: String {
    let fraction = String(ticks % 10_000_000)
    let digits = String(repeating: "0", count: 7 - fraction.utf8.count) + fraction
    return formatted("%Y-%m-%dT%H:%M:%S.") + digits + "Z"
  }

  /// `Fri, 27 Nov 2026 19:02:28 GMT`
  var http: String { formatted("%a, %d %b %Y %H:%M:%S GMT") }

  init(ticks: Int64) { self.ticks = ticks }

  /// Either of the forms above, with or without a fraction, or a date alone.
  init?(_ text: String) {
    if text.hasSuffix("GMT") {
      let words = text.split(separator: " ")
      guard words.count == 6, let day = Int32(words[1]), let month = Self.months.firstIndex(of: String(words[2])),
        let year = Int32(words[3])
      else { return nil }
      self.init(date: (year, Int32(month) + 1, day), clock: words[4])
      return
    }
    let halves = text.split(separator: "T", maxSplits: 1)
    let date = halves.first.map { $0.split(separator: "-").compactMap { Int32($0) } } ?? []
    guard date.count == 3 else { return nil }
    var clock = halves.count > 1 ? halves[1] : "00:00"
    if clock.hasSuffix("Z") { clock.removeLast() }
    if clock.hasSuffix("+00:00") { clock.removeLast(6) }
    self.init(date: (date[0], date[1], date[2]), clock: clock)
  }

  /// - Parameter clock: `hh:mm`, `hh:mm:ss`, or that with a fraction.
  private init?(date: (year: Int32, month: Int32, day: Int32), clock: Substring) {
    let parts = clock.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = parts[0].split(separator: ":").compactMap { Int32($0) }
    guard (1900...9999).contains(date.year), (1...12).contains(date.month), (1...31).contains(date.day),
      (2...3).contains(numbers.count)
    else { return nil }
    var fraction: Int64 = 0
    if parts.count > 1 {
      let digits = parts[1].prefix(7)
      guard let value = Int64(digits + String(repeating: "0", count: 7 - digits.count)) else { return nil }
      fraction = value
    }
    var time = tm()
    time.tm_year = date.year - 1900
    time.tm_mon = date.month - 1
    time.tm_mday = date.day
    time.tm_hour = numbers[0]
    time.tm_min = numbers[1]
    time.tm_sec = numbers.count > 2 ? numbers[2] : 0
    ticks = Int64(timegm(&time)) * 10_000_000 + fraction
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private func formatted(_ format: String) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    var text = [CChar](repeating: 0, count: 64)
    let count = strftime(&text, text.count, format, &parts)
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
