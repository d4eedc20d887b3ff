/// A share from 0 to 100 percent: `5%`, `0.5%`.
public struct Percent: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 5 for five percent.
  public var value: Double

  public init(_ value: Double) { self.value = value }

  public init?(parsing text: some StringProtocol) {
    guard let (number, unit) = DecimalNumber.splitting(text), unit == "%", number.double <= 100 else { return nil }
    value = number.double
  }

  /// 0.05 for five percent.
  public var fraction: Double { value / 100 }

  public var description: String {
    let text = "\(value)"
    return "\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)%"
  }

  public static func < (left: Percent, right: Percent) -> Bool { left.value < right.value }
}
