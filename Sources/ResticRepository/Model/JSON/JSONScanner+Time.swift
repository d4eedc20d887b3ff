extension JSONScanner {
  /// A time of RFC 3339, or 1970 for `null`.
  mutating func time() throws(JSONFault) -> GoTime {
    if takeNull() { return .epoch }
    let token = try string()
    guard let time = GoTime(decoding: cursor.bytes(token.range)) else { throw fault("this is no time") }
    return time
  }
}

extension GoTime {
  /// Reads `2006-01-02T15:04:05.999999999+07:00`; decimals beyond the ninth are dropped. `nil` for anything else.
  public init?(_ text: String) {
    var text = text
    guard let time = text.withUTF8({ GoTime(decoding: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = time
  }

  init?(decoding text: UnsafeRawBufferPointer) {
    guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      let century = Self.twoDigits(text, 0), let years = Self.twoDigits(text, 2),
      let month = Self.twoDigits(text, 5), let day = Self.twoDigits(text, 8),
      let hour = Self.twoDigits(text, 11), let minute = Self.twoDigits(text, 14),
      let second = Self.twoDigits(text, 17), (1...12).contains(month), hour < 24, minute < 60, second < 60
    else { return nil }
    let date = CivilDate(year: century * 100 + years, month: month, day: day)
    guard day >= 1, day <= date.lengthOfMonth else { return nil }
    var index = 19
    guard let nanoseconds = Self.fraction(text, &index), let offset = Self.offset(text, index) else { return nil }
    let clock = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second
    self.init(seconds: clock - offset, nanoseconds: nanoseconds, offset: Int32(offset))
  }

  @inline(__always)
  private static func twoDigits(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int64? {
    guard index + 2 <= text.count else { return nil }
    let tens = text[index] &- UInt8(ascii: "0")
    let ones = text[index + 1] &- UInt8(ascii: "0")
    return tens < 10 && ones < 10 ? Int64(tens * 10 + ones) : nil
  }

  private static func fraction(_ text: UnsafeRawBufferPointer, _ index: inout Int) -> Int32? {
    guard index < text.count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ",") else { return 0 }
    index += 1
    let start = index
    var value: Int32 = 0
    while index < text.count, text[index] &- UInt8(ascii: "0") < 10 {
      if index - start < 9 { value = value * 10 + Int32(text[index] - UInt8(ascii: "0")) }
      index += 1
    }
    guard index > start else { return nil }
    for _ in min(index - start, 9)..<9 { value *= 10 }
    return value
  }

  /// `Z` or `±hh:mm` to the end of the text, in seconds.
  private static func offset(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int64? {
    guard index < text.count else { return nil }
    if text[index] == UInt8(ascii: "Z") { return index + 1 == text.count ? 0 : nil }
    guard index + 6 == text.count, text[index + 3] == UInt8(ascii: ":"), let hours = twoDigits(text, index + 1),
      let minutes = twoDigits(text, index + 4), hours < 24, minutes < 60
    else { return nil }
    switch text[index] {
    case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
    case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
    default: return nil
    }
  }
}
