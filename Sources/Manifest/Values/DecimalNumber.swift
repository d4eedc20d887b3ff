/// A number as written, kept exact: digits and how many of them stand behind the point.
struct DecimalNumber: Hashable {
  var digits: UInt64
  var decimals: Int

  /// Digits with at most one point, digits on both sides of it, nine at most behind it; no sign, no exponent.
  init?(parsing text: some StringProtocol) {
    digits = 0
    decimals = 0
    var seenPoint = false
    var count = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
        guard !overflow, !carry else { return nil }
        digits = sum
        count += 1
        if seenPoint { decimals += 1 }
      case UInt8(ascii: ".") where !seenPoint && count > 0:
        seenPoint = true
      default:
        return nil
      }
    }
    guard count > 0, decimals <= 9, !seenPoint || decimals > 0 else { return nil }
  }

  /// Splits `1.5 GiB` into the number and its unit, around at most one space.
  static func splitting(_ text: some StringProtocol) -> (number: DecimalNumber, unit: String)? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    var unit = text.dropFirst(number.count)
    if unit.first == " " { unit = unit.dropFirst() }
    guard let value = DecimalNumber(parsing: number) else { return nil }
    return (value, String(unit))
  }

  /// Rounded to the nearest; nil above 2^63 - 1.
  func multiplied(by factor: UInt64) -> UInt64? {
    let product = Double(digits) * Double(factor) / divisor
    guard product < 9.3e18 else { return nil }
    let (exact, overflow) = digits.multipliedReportingOverflow(by: factor)
    let value = overflow ? UInt64(product) : exact / UInt64(divisor) + (exact % UInt64(divisor) * 2 / UInt64(divisor))
    return value <= UInt64(Int64.max) ? value : nil
  }

  var double: Double { Double(digits) / divisor }

  private var divisor: Double {
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    return power
  }
}
