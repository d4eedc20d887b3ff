/// Numbers for people.
enum QuantityText {
  private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

  /// Three digits that count: `0 B`, `999 B`, `1.5 KiB`, `12.3 GiB`.
  static func bytes(_ count: Int64) -> String {
    var value = Double(count)
    var unit = 0
    // From 999.5 on, three digits would round to four.
    while value >= 999.5, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return "\(unit == 0 ? String(count) : threeDigits(value)) \(units[unit])"
  }

  /// As a manifest says it: in the largest unit that divides it.
  static func exact(_ count: Int64) -> String {
    var value = count
    var unit = 0
    while value > 0, value.isMultiple(of: 1024), unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return "\(value) \(units[unit])"
  }

  /// With thousands apart: `81,234`.
  static func count(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `1 file`, `2 files`.
  static func count(_ number: Int, _ noun: String) -> String { "\(count(number)) \(noun)\(number == 1 ? "" : "s")" }

  /// `0:07`, `12:34`, `5:00:00`.
  static func time(seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e9)).rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? "\(hours):\(twoDigits(minutes)):\(twoDigits(rest))" : "\(minutes):\(twoDigits(rest))"
  }

  /// `0.25 s`, `1.5 s`, `12 s`.
  static func seconds(_ duration: Duration) -> String { "\(threeDigits(duration / .seconds(1))) s" }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func threeDigits(_ value: Double) -> String {
    let decimals = value < 9.995 ? 100.0 : value < 99.95 ? 10.0 : 1.0
    let scaled = Int((value * decimals).rounded())
    guard decimals > 1 else { return "\(scaled)" }
    let fraction = String(scaled % Int(decimals))
    let width = decimals == 100 ? 2 : 1
    let padded = String(repeating: "0", count: width - fraction.count) + fraction
    var text = "\(scaled / Int(decimals)).\(padded)"
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
