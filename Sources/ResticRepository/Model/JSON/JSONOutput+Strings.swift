/// Strings as Go's `encoding/json` (of Go 1.19) writes them, and names as restic does: through `strconv.Quote` first.
extension JSONOutput {
  mutating func appendString(_ text: String) {
    var text = text
    text.withUTF8 { appendString(UnsafeRawBufferPointer($0)) }
  }

  mutating func appendString(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { appendString($0) }
  }

  /// The bytes as a JSON string; each one that is not part of UTF-8 becomes `\ufffd`.
  mutating func appendString(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count * 6 + 2)
    put(UInt8(ascii: "\""))
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        if Self.isPlain(byte) || byte == 0x7f { put(byte) } else { putEscaped(byte) }
        index += 1
        continue
      }
      guard let (scalar, length) = UTF8Scalar.decode(bytes, at: index) else {
        put("\\ufffd")
        index += 1
        continue
      }
      if scalar == 0x2028 || scalar == 0x2029 {
        putUnicodeEscape(scalar)
      } else {
        put(UnsafeRawBufferPointer(rebasing: bytes[index..<(index + length)]))
      }
      index += length
    }
    put(UInt8(ascii: "\""))
  }

  /// The bytes as Go's `strconv.Quote` spells them, without its quotes, as a JSON string.
  ///
  /// What Go does not count as printable becomes an escape, and so does a byte that is not part of UTF-8: names of any
  /// bytes survive. The backslashes of these escapes are escaped once more by JSON.
  mutating func appendName(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { appendName($0) }
  }

  private mutating func appendName(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count * 6 + 2)
    put(UInt8(ascii: "\""))
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        if Self.isPlain(byte) { put(byte) } else { putQuoted(byte) }
        index += 1
        continue
      }
      guard let (scalar, length) = UTF8Scalar.decode(bytes, at: index) else {
        putByteEscape(byte)
        index += 1
        continue
      }
      if GoPrintable.contains(scalar) {
        put(UnsafeRawBufferPointer(rebasing: bytes[index..<(index + length)]))
      } else {
        put(UInt8(ascii: "\\"))
        if scalar < 0x10000 { putUnicodeEscape(scalar) } else { putLongEscape(scalar) }
      }
      index += length
    }
    put(UInt8(ascii: "\""))
  }

  /// Stands for itself in every string.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): false
    default: byte >= 0x20 && byte < 0x7f
    }
  }

  private mutating func putEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): put("\\\"")
    case UInt8(ascii: "\\"): put("\\\\")
    case UInt8(ascii: "\n"): put("\\n")
    case UInt8(ascii: "\r"): put("\\r")
    case UInt8(ascii: "\t"): put("\\t")
    default: putUnicodeEscape(UInt32(byte))
    }
  }

  private mutating func putQuoted(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): put("\\\\\\\"")
    case UInt8(ascii: "\\"): put("\\\\\\\\")
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): putUnicodeEscape(UInt32(byte))
    case 0x07: put("\\\\a")
    case 0x08: put("\\\\b")
    case 0x0c: put("\\\\f")
    case UInt8(ascii: "\n"): put("\\\\n")
    case UInt8(ascii: "\r"): put("\\\\r")
    case UInt8(ascii: "\t"): put("\\\\t")
    case 0x0b: put("\\\\v")
    default: putByteEscape(byte)
    }
  }

  private mutating func putByteEscape(_ byte: UInt8) {
    put("\\\\x")
    put(Self.hexDigit(byte >> 4))
    put(Self.hexDigit(byte & 15))
  }

  private mutating func putUnicodeEscape(_ scalar: UInt32) {
    put("\\u")
    putHex(scalar, digits: 4)
  }

  private mutating func putLongEscape(_ scalar: UInt32) {
    put("\\U")
    putHex(scalar, digits: 8)
  }

  private mutating func putHex(_ value: UInt32, digits: UInt32) {
    for digit in (0..<digits).reversed() {
      put(Self.hexDigit(UInt8(truncatingIfNeeded: value >> (4 * digit)) & 15))
    }
  }
}
