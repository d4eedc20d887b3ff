import Cryptography

/// The values that restic puts into strings.
extension JSONScanner {
  /// Appends a string's text to `bytes`, as Go decodes it: half a surrogate pair, or a byte that is not part of UTF-8,
  /// becomes U+FFFD.
  func decode(_ token: Token, into bytes: inout [UInt8]) {
    guard token.needsDecoding else {
      bytes.append(contentsOf: cursor.bytes(token.range))
      return
    }
    let text = cursor.bytes(token.range)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "\\") {
        index = decodeEscape(text, at: index, into: &bytes)
      } else if byte < 0x80 {
        bytes.append(byte)
        index += 1
      } else if let (_, length) = UTF8Scalar.decode(text, at: index) {
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[index..<(index + length)]))
        index += length
      } else {
        UTF8Scalar.append(0xfffd, to: &bytes)
        index += 1
      }
    }
  }

  /// Decodes the escape at `index`, which `string()` has found well formed; returns the index behind it.
  private func decodeEscape(_ text: UnsafeRawBufferPointer, at index: Int, into bytes: inout [UInt8]) -> Int {
    guard index + 1 < text.count else { return text.count }
    switch text[index + 1] {
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0c)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      guard let unit = Self.codeUnit(text, at: index) else { return text.count }
      if (0xd800..<0xdc00).contains(unit), let low = Self.codeUnit(text, at: index + 6),
        (0xdc00..<0xe000).contains(low)
      {
        UTF8Scalar.append(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00), to: &bytes)
        return index + 12
      }
      UTF8Scalar.append(unit, to: &bytes)
      return index + 6
    case let other: bytes.append(other)
    }
    return index + 2
  }

  /// The value of a `\uXXXX` at `index`.
  private static func codeUnit(_ text: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
    guard index + 6 <= text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var value: UInt32 = 0
    for digit in text[(index + 2)..<(index + 6)] {
      guard let bits = hexValue(digit) else { return nil }
      value = value << 4 | bits
    }
    return value
  }

  func text(_ token: Token) -> String {
    var bytes: [UInt8] = []
    decode(token, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A string, or `nil` for `null`.
  mutating func optionalText() throws(JSONFault) -> String? {
    if takeNull() { return nil }
    let token = try string()
    return text(token)
  }

  /// A string, or nothing for `null`.
  mutating func text() throws(JSONFault) -> String { try optionalText() ?? "" }

  /// Strings, or none for `null`.
  mutating func texts() throws(JSONFault) -> [String] {
    if takeNull() { return [] }
    try expect(UInt8(ascii: "["))
    var result: [String] = []
    var isFirst = true
    while try nextElement(isFirst: &isFirst) { result.append(try text()) }
    return result
  }

  /// 64 hexadecimal digits, or `nil` for `null`.
  mutating func id() throws(JSONFault) -> StorageID? {
    if takeNull() { return nil }
    let token = try string()
    guard token.end - token.start == 64, let a = word(at: token.start), let b = word(at: token.start + 16),
      let c = word(at: token.start + 32), let d = word(at: token.start + 48)
    else { throw fault("this is no id") }
    return StorageID(words: (a, b, c, d))
  }

  private func word(at position: Int) -> UInt64? {
    var word: UInt64 = 0
    for index in position..<(position + 16) {
      guard let bits = Self.hexValue(cursor.byte(at: index)) else { return nil }
      word = word << 4 | UInt64(bits)
    }
    return word
  }

  /// Base64 with padding, or `nil` for `null`. As in Go, line breaks inside are skipped.
  mutating func base64() throws(JSONFault) -> [UInt8]? {
    if takeNull() { return nil }
    let token = try string()
    var text: [UInt8] = []
    decode(token, into: &text)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    var digits = 0
    var padding = 0
    for character in text where character != 0x0a && character != 0x0d {
      if character == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let value = Self.base64Value(character) else { throw fault("this is no base64") }
      group = group << 6 | value
      digits += 1
      if digits % 4 == 0 {
        for shift: UInt32 in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: group >> shift)) }
        group = 0
      }
    }
    switch (digits % 4, padding) {
    case (0, 0): break
    case (2, 2): bytes.append(UInt8(truncatingIfNeeded: group >> 4))
    case (3, 1):
      bytes.append(UInt8(truncatingIfNeeded: group >> 10))
      bytes.append(UInt8(truncatingIfNeeded: group >> 2))
    default: throw fault("this is no base64")
    }
    return bytes
  }

  private static func base64Value(_ character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a") + 26)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0") + 52)
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
