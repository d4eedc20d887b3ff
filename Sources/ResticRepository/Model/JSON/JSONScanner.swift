/// Reads JSON (RFC 8259) one token at a time, without building anything.
///
/// Accepts what Go's `encoding/json` accepts, but for numbers that are not whole where a whole one is wanted, and
/// nesting deeper than 64. Any input ends in a result or a fault.
struct JSONScanner {
  /// A string's place between its quotes.
  struct Token: BitwiseCopyable {
    var start: Int
    var end: Int
    /// Holds a backslash or a byte above 0x7f.
    var needsDecoding: Bool

    var range: Range<Int> { start..<end }

    static let empty = Token(start: 0, end: 0, needsDecoding: false)
  }

  static let maximumDepth = 64

  var cursor: ByteCursor

  init(_ bytes: UnsafeRawBufferPointer) { cursor = ByteCursor(bytes) }

  func fault(_ reason: String) -> JSONFault { JSONFault(position: cursor.position, reason: reason) }

  @inline(__always)
  mutating func skipSpace() {
    while true {
      switch cursor.current {
      case 0x20, 0x09, 0x0a, 0x0d: cursor.position += 1
      default: return
      }
    }
  }

  /// Steps over `byte`, if it is next.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard cursor.current == byte, cursor.position < cursor.count else { return false }
    cursor.position += 1
    return true
  }

  @inline(__always)
  mutating func expect(_ byte: UInt8) throws(JSONFault) {
    guard take(byte) else { throw missing(byte) }
  }

  private func missing(_ byte: UInt8) -> JSONFault { fault("'\(Unicode.Scalar(byte))' is missing") }

  /// Steps over `null`, if it is next.
  mutating func takeNull() -> Bool {
    skipSpace()
    let end = cursor.position + 4
    guard cursor.current == UInt8(ascii: "n"), cursor.equals(cursor.position..<end, "null") else { return false }
    cursor.position = end
    return true
  }

  /// The key of an object's next member, with its colon behind; `nil` at the object's end. The opening brace has been
  /// taken, and the value of the member before.
  mutating func nextKey(isFirst: inout Bool) throws(JSONFault) -> Token? {
    if take(UInt8(ascii: "}")) { return nil }
    if !isFirst { try expect(UInt8(ascii: ",")) }
    isFirst = false
    let key = try string()
    try expect(UInt8(ascii: ":"))
    return key
  }

  /// Whether an array has another element, which is then next. The opening bracket has been taken, and the element
  /// before.
  mutating func nextElement(isFirst: inout Bool) throws(JSONFault) -> Bool {
    if take(UInt8(ascii: "]")) { return false }
    if !isFirst { try expect(UInt8(ascii: ",")) }
    isFirst = false
    return true
  }

  mutating func string() throws(JSONFault) -> Token {
    try expect(UInt8(ascii: "\""))
    let start = cursor.position
    var needsDecoding = false
    while true {
      cursor.skipPlainText()
      let byte = cursor.current
      switch byte {
      case UInt8(ascii: "\""):
        let token = Token(start: start, end: cursor.position, needsDecoding: needsDecoding)
        cursor.position += 1
        return token
      case UInt8(ascii: "\\"):
        needsDecoding = true
        try skipEscape()
      case 0..<0x20:
        throw fault(cursor.position < cursor.count ? "control character in a string" : "the string has no end")
      default:
        needsDecoding = true
        cursor.position += 1
      }
    }
  }

  private mutating func skipEscape() throws(JSONFault) {
    switch cursor.byte(at: cursor.position + 1) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      cursor.position += 2
    case UInt8(ascii: "u"):
      for index in 2..<6 {
        guard Self.hexValue(cursor.byte(at: cursor.position + index)) != nil else { throw fault("bad \\u escape") }
      }
      cursor.position += 6
    default: throw fault("unknown escape")
    }
  }

  static func hexValue(_ digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(digit - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// A whole number from 0 to `limit`.
  mutating func unsigned(upTo limit: UInt64 = .max) throws(JSONFault) -> UInt64 {
    skipSpace()
    let start = cursor.position
    var value: UInt64 = 0
    while true {
      let digit = cursor.current &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if overflow || carry { throw fault("number out of range") }
      value = sum
      cursor.position += 1
    }
    let length = cursor.position - start
    guard length > 0, length == 1 || cursor.byte(at: start) != UInt8(ascii: "0") else {
      throw fault("a whole number is missing")
    }
    switch cursor.current {
    case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): throw fault("the number is not whole")
    default: break
    }
    guard value <= limit else { throw fault("number out of range") }
    return value
  }

  mutating func signed() throws(JSONFault) -> Int64 {
    let negative = take(UInt8(ascii: "-"))
    let magnitude = try unsigned(upTo: UInt64(Int64.max))
    return negative ? -Int64(magnitude) : Int64(magnitude)
  }

  mutating func boolean() throws(JSONFault) -> Bool {
    skipSpace()
    let position = cursor.position
    if cursor.equals(position..<(position + 4), "true") {
      cursor.position += 4
      return true
    }
    guard cursor.equals(position..<(position + 5), "false") else { throw fault("true or false is missing") }
    cursor.position += 5
    return false
  }

  /// Steps over a value of any kind; returns its place, without space around it.
  @discardableResult
  mutating func skipValue(depth: Int = 0) throws(JSONFault) -> Range<Int> {
    skipSpace()
    let start = cursor.position
    var isFirst = true
    switch cursor.current {
    case UInt8(ascii: "{"):
      guard depth < Self.maximumDepth else { throw fault("nested too deep") }
      cursor.position += 1
      while try nextKey(isFirst: &isFirst) != nil { try skipValue(depth: depth + 1) }
    case UInt8(ascii: "["):
      guard depth < Self.maximumDepth else { throw fault("nested too deep") }
      cursor.position += 1
      while try nextElement(isFirst: &isFirst) { try skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
    case UInt8(ascii: "n"): guard takeNull() else { throw fault("null is missing") }
    default: try skipNumber()
    }
    return start..<cursor.position
  }

  private mutating func skipNumber() throws(JSONFault) {
    if cursor.current == UInt8(ascii: "-") { cursor.position += 1 }
    let first = cursor.current
    try skipDigits()
    if first == UInt8(ascii: "0"), cursor.current &- UInt8(ascii: "0") < 10 { throw fault("bad number") }
    if cursor.current == UInt8(ascii: ".") {
      cursor.position += 1
      try skipDigits()
    }
    guard cursor.current | 0x20 == UInt8(ascii: "e") else { return }
    cursor.position += 1
    if cursor.current == UInt8(ascii: "+") || cursor.current == UInt8(ascii: "-") { cursor.position += 1 }
    try skipDigits()
  }

  private mutating func skipDigits() throws(JSONFault) {
    let start = cursor.position
    while cursor.current &- UInt8(ascii: "0") < 10 { cursor.position += 1 }
    guard cursor.position > start else { throw fault("a value is missing") }
  }

  /// Nothing but space may follow.
  mutating func expectEnd() throws(JSONFault) {
    skipSpace()
    guard cursor.position == cursor.count else { throw fault("something follows the end") }
  }
}
