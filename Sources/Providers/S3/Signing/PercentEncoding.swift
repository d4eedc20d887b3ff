/// Percent-encoding as S3's signatures ask for it: every byte but RFC 3986's unreserved ones as `%` and two upper-case
/// hexadecimal digits.
enum PercentEncoding {
  /// For a path: slashes stay.
  static func path(_ text: String) -> String { encode(text, keepsSlash: true) }

  /// For a name or value of a query.
  static func query(_ text: String) -> String { encode(text, keepsSlash: false) }

  /// The text behind an encoded one, in which `+` may stand for a space; `nil` where an escape is cut short or what
  /// comes out is not UTF-8.
  static func decodeForm(_ text: String) -> String? { decode(text, plusIsSpace: true) }

  /// The text behind an encoded one; `nil` where an escape is cut short or what comes out is not UTF-8.
  static func decode(_ text: String) -> String? { decode(text, plusIsSpace: false) }

  /// `%` and two digits.
  static func escape(_ byte: UInt8) -> [UInt8] { [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)] }

  private static func encode(_ text: String, keepsSlash: Bool) -> String {
    var text = text
    return text.withUTF8 { bytes in
      let escaped = bytes.reduce(0) { $0 + (isKept($1, keepsSlash) ? 0 : 1) }
      if escaped == 0 { return String(decoding: bytes, as: UTF8.self) }
      let count = bytes.count + 2 * escaped
      return String(unsafeUninitializedCapacity: count) { output in
        var position = 0
        for byte in bytes {
          if isKept(byte, keepsSlash) {
            output[position] = byte
            position += 1
          } else {
            output[position] = UInt8(ascii: "%")
            output[position + 1] = digit(byte >> 4)
            output[position + 2] = digit(byte & 15)
            position += 3
          }
        }
        return count
      }
    }
  }

  private static func decode(_ text: String, plusIsSpace: Bool) -> String? {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || plusIsSpace && $0 == UInt8(ascii: "+") }) else {
      return text
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(value(ofDigit:)), let low = rest.popFirst().flatMap(value(ofDigit:))
        else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  @inline(__always)
  private static func isKept(_ byte: UInt8, _ keepsSlash: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: keepsSlash && byte == UInt8(ascii: "/")
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "A")
  }

  private static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
