/// The bytes that `digits` name, two by two; spaces are skipped. For vectors written in a test.
func bytes(_ digits: String) -> [UInt8] {
  let digits = digits.utf8.filter { $0 != UInt8(ascii: " ") }
  return stride(from: 0, to: digits.count, by: 2).map { index in
    UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) ?? 0
  }
}

/// Lower-case hexadecimal digits of `bytes`.
func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
