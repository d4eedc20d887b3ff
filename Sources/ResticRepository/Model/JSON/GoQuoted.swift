/// Undoes `strconv.Quote`, as restic applies it to names.
enum GoQuoted {
  /// The bytes that `text`, the inside of a Go string in double quotes, stands for; `false` when it is not one.
  ///
  /// Escapes: `\a \b \f \n \r \t \v \\ \"`, `\x` with two hexadecimal digits and three octal digits for one byte,
  /// `\u` with four and `\U` with eight for a code point.
  static func decode(_ text: [UInt8], into bytes: inout [UInt8]) -> Bool {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "\"") || byte == 0x0a { return false }
      if byte != UInt8(ascii: "\\") {
        bytes.append(byte)
        index += 1
        continue
      }
      guard index + 1 < text.count, let next = decodeEscape(text, at: index, into: &bytes) else { return false }
      index = next
    }
    return true
  }

  private static func decodeEscape(_ text: [UInt8], at index: Int, into bytes: inout [UInt8]) -> Int? {
    switch text[index + 1] {
    case UInt8(ascii: "a"): bytes.append(0x07)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0c)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "v"): bytes.append(0x0b)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""): bytes.append(text[index + 1])
    case UInt8(ascii: "x"):
      guard let value = number(text, index + 2, digits: 2, base: 16) else { return nil }
      bytes.append(UInt8(truncatingIfNeeded: value))
      return index + 4
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      guard let value = number(text, index + 1, digits: 3, base: 8), value < 256 else { return nil }
      bytes.append(UInt8(value))
      return index + 4
    case UInt8(ascii: "u"):
      guard let value = scalar(text, index + 2, digits: 4) else { return nil }
      UTF8Scalar.append(value, to: &bytes)
      return index + 6
    case UInt8(ascii: "U"):
      guard let value = scalar(text, index + 2, digits: 8) else { return nil }
      UTF8Scalar.append(value, to: &bytes)
      return index + 10
    default: return nil
    }
    return index + 2
  }

  private static func scalar(_ text: [UInt8], _ index: Int, digits: Int) -> UInt32? {
    guard let value = number(text, index, digits: digits, base: 16), Unicode.Scalar(value) != nil else { return nil }
    return value
  }

  private static func number(_ text: [UInt8], _ index: Int, digits: Int, base: UInt32) -> UInt32? {
    guard index + digits <= text.count else { return nil }
    var value: UInt32 = 0
    for digit in text[index..<(index + digits)] {
      guard let bits = JSONScanner.hexValue(digit), bits < base else { return nil }
      value = value &* base &+ bits
    }
    return value
  }
}
