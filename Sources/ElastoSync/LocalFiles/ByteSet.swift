/// A set of byte values: `[a-z]` of a glob.
struct ByteSet: Sendable, Hashable {
  private var words: SIMD4<UInt64> = .zero

  func contains(_ byte: UInt8) -> Bool {
    words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1
  }

  mutating func insert(_ byte: UInt8) {
    words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
  }

  mutating func invert() { words = ~words }

  /// Reads a bracket expression that begins at `start` with `[`; also says where the pattern goes on.
  ///
  /// `]` first is itself, `!` or `^` first turns the set round, `\` takes the next byte as it is.
  static func parse(
    _ bytes: [UInt8], from start: Int, of text: String
  ) throws(PatternError) -> (set: ByteSet, end: Int) {
    var set = ByteSet()
    var index = start + 1
    let isInverted = index < bytes.count && [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(bytes[index])
    if isInverted { index += 1 }
    let first = index
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "]"), index > first {
        if isInverted { set.invert() }
        return (set, index + 1)
      }
      if bytes[index] == UInt8(ascii: "["), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: ":") {
        index = try insertClass(&set, bytes, from: index + 2, of: text)
        continue
      }
      let low = try literal(bytes, &index, of: text)
      let isRange =
        index + 1 < bytes.count && bytes[index] == UInt8(ascii: "-") && bytes[index + 1] != UInt8(ascii: "]")
      if isRange {
        index += 1
        let high = try literal(bytes, &index, of: text)
        guard low <= high else { throw PatternError(pattern: text, message: "has a range that runs backwards") }
        for byte in low...high { set.insert(byte) }
      } else {
        set.insert(low)
      }
    }
    throw PatternError(pattern: text, message: "has a [ without its ]; a [ in a name is written \\[")
  }

  private static func literal(
    _ bytes: [UInt8], _ index: inout Int, of text: String
  ) throws(PatternError) -> UInt8 {
    if bytes[index] == UInt8(ascii: "\\") { index += 1 }
    guard index < bytes.count else {
      throw PatternError(pattern: text, message: "has a [ without its ]; a [ in a name is written \\[")
    }
    index += 1
    return bytes[index - 1]
  }

  /// `[:alpha:]` and its like, for ASCII. Returns where the expression goes on.
  private static func insertClass(
    _ set: inout ByteSet, _ bytes: [UInt8], from start: Int, of text: String
  ) throws(PatternError) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: ":") { end += 1 }
    let name = String(decoding: bytes[start..<end], as: UTF8.self)
    guard end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "]"), let test = classes[name] else {
      throw PatternError(pattern: text, message: "has an unknown class [:\(name):]")
    }
    for byte in UInt8(0)..<128 where test(Unicode.Scalar(byte)) { set.insert(byte) }
    return end + 2
  }

  private static let classes: [String: @Sendable (Unicode.Scalar) -> Bool] = [
    "alpha": isLetter, "digit": isDigit, "upper": { ("A"..."Z").contains($0) }, "lower": { ("a"..."z").contains($0) },
    "alnum": { isLetter($0) || isDigit($0) }, "blank": { $0 == " " || $0 == "\t" },
    "space": { $0 == " " || (9...13).contains($0.value) }, "cntrl": { $0.value < 32 || $0.value == 127 },
    "graph": { (33...126).contains($0.value) }, "print": { (32...126).contains($0.value) },
    "punct": { (33...126).contains($0.value) && !isLetter($0) && !isDigit($0) },
    "xdigit": { isDigit($0) || ("a"..."f").contains($0) || ("A"..."F").contains($0) },
  ]

  private static let isDigit: @Sendable (Unicode.Scalar) -> Bool = { ("0"..."9").contains($0) }
  private static let isLetter: @Sendable (Unicode.Scalar) -> Bool = {
    ("a"..."z").contains($0) || ("A"..."Z").contains($0)
  }
}
