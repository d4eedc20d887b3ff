import Cryptography

/// Numbers, ids, times and binary values in the form of Go's `encoding/json`. Each reserves what it needs.
extension JSONOutput {
  mutating func append(_ text: StaticString) {
    reserve(text.utf8CodeUnitCount)
    put(text)
  }

  mutating func append(_ bytes: [UInt8]) {
    reserve(bytes.count)
    bytes.withUnsafeBytes { put($0) }
  }

  mutating func append(_ number: UInt64) {
    reserve(20)
    guard number >= 10 else { return put(UInt8(ascii: "0") + UInt8(number)) }
    var divisor: UInt64 = 10
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      put(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }

  mutating func append(_ number: Int64) {
    if number < 0 {
      reserve(1)
      put(UInt8(ascii: "-"))
    }
    append(number.magnitude)
  }

  mutating func append(_ id: StorageID) {
    reserve(66)
    put(UInt8(ascii: "\""))
    appendHex(id.words.0)
    appendHex(id.words.1)
    appendHex(id.words.2)
    appendHex(id.words.3)
    put(UInt8(ascii: "\""))
  }

  private mutating func appendHex(_ word: UInt64) {
    var rest = word
    for _ in 0..<16 {
      rest = rest << 4 | rest >> 60
      put(Self.hexDigit(UInt8(truncatingIfNeeded: rest) & 15))
    }
  }

  @inline(__always)
  static func hexDigit(_ value: UInt8) -> UInt8 {
    value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
  }

  /// RFC 4648 base64 with padding, between quotes.
  mutating func appendBase64(_ bytes: [UInt8]) {
    reserve((bytes.count + 2) / 3 * 4 + 2)
    put(UInt8(ascii: "\""))
    var index = 0
    while index + 3 <= bytes.count {
      let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
      for shift: UInt32 in [18, 12, 6, 0] { put(Self.base64Digit(group >> shift)) }
      index += 3
    }
    let rest = bytes.count - index
    if rest > 0 {
      let group = UInt32(bytes[index]) << 16 | (rest == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
      put(Self.base64Digit(group >> 18))
      put(Self.base64Digit(group >> 12))
      put(rest == 2 ? Self.base64Digit(group >> 6) : UInt8(ascii: "="))
      put(UInt8(ascii: "="))
    }
    put(UInt8(ascii: "\""))
  }

  private static func base64Digit(_ value: UInt32) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: value) & 63
    switch value {
    case 0..<26: return UInt8(ascii: "A") + value
    case 26..<52: return UInt8(ascii: "a") + value - 26
    case 52..<62: return UInt8(ascii: "0") + value - 52
    case 62: return UInt8(ascii: "+")
    default: return UInt8(ascii: "/")
    }
  }

  /// RFC 3339 with as many decimals as the time has, between quotes.
  ///
  /// A year outside of 0…9999 is moved to the nearer of the two, as restic does. An offset that is no whole number of
  /// minutes (clocks before time zones) cannot be written: such a time is written in UTC, where restic writes a time
  /// that is off by up to 59 seconds.
  mutating func append(_ time: GoTime) {
    reserve(40)
    let offset = time.offset % 60 == 0 && abs(time.offset) < 86_400 ? time.offset : 0
    // The clamp is far outside of the years that can be written.
    let clock = min(max(time.seconds, -1 << 56), 1 << 56) + Int64(offset)
    let days = clock >= 0 ? clock / 86_400 : (clock - 86_399) / 86_400
    let second = clock - days * 86_400
    var date = CivilDate(daysSinceEpoch: days)
    if date.year < 0 || date.year > 9999 {
      date.year = min(max(date.year, 0), 9999)
      date = CivilDate(daysSinceEpoch: date.daysSinceEpoch)
    }
    put(UInt8(ascii: "\""))
    putTwoDigits(date.year / 100)
    putTwoDigits(date.year % 100)
    put(UInt8(ascii: "-"))
    putTwoDigits(date.month)
    put(UInt8(ascii: "-"))
    putTwoDigits(date.day)
    put(UInt8(ascii: "T"))
    putTwoDigits(second / 3600)
    put(UInt8(ascii: ":"))
    putTwoDigits(second / 60 % 60)
    put(UInt8(ascii: ":"))
    putTwoDigits(second % 60)
    putFraction(time.nanoseconds)
    if offset == 0 {
      put(UInt8(ascii: "Z"))
    } else {
      put(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
      let minutes = Int64(abs(offset)) / 60
      putTwoDigits(minutes / 60)
      put(UInt8(ascii: ":"))
      putTwoDigits(minutes % 60)
    }
    put(UInt8(ascii: "\""))
  }

  @inline(__always)
  private mutating func putTwoDigits(_ value: Int64) {
    let value = UInt8(truncatingIfNeeded: value)
    put(UInt8(ascii: "0") + value / 10 % 10)
    put(UInt8(ascii: "0") + value % 10)
  }

  private mutating func putFraction(_ nanoseconds: Int32) {
    guard nanoseconds > 0 else { return }
    var rest = UInt32(nanoseconds)
    var divisor: UInt32 = 100_000_000
    put(UInt8(ascii: "."))
    while rest > 0, divisor > 0 {
      put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor % 10))
      rest %= divisor
      divisor /= 10
    }
  }
}
