/// `12345678-1234-1234-1234-123456789abc`
enum Identifier {
  static func new() -> String {
    var digits = ""
    for place in 0..<32 {
      if [8, 12, 16, 20].contains(place) { digits += "-" }
      digits += String(UInt8.random(in: 0..<16), radix: 16)
    }
    return digits
  }

  static func isOne(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [8, 4, 4, 4, 12] else { return false }
    return parts.joined().allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"):
        true
      default: false
      }
    }
  }
}
