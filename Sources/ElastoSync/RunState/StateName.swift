/// Turns a name from a manifest into a file's name: unlike names never share a file, and plain ones stay readable.
enum StateName {
  /// Letters, digits, `-` and `_` stay; every other byte becomes `%` and two hexadecimal digits.
  static func fileName(for name: String) -> String {
    name.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }.joined()
  }
}
