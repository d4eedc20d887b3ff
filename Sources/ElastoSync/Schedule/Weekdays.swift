/// A set of days of the week; the empty set of an expression means all seven.
struct Weekdays: OptionSet, Hashable, Sendable {
  /// Bit 0 is Monday.
  let rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  static let all = Weekdays(rawValue: 0x7F)
  static let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let longNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  /// 0 is Monday.
  static func index(of name: some StringProtocol) -> Int? {
    let name = name.lowercased()
    return longNames.firstIndex { $0 == name || $0.prefix(3) == name }
  }

  init(_ range: ClosedRange<Int>) {
    self.init(rawValue: range.reduce(0) { $0 | 1 << UInt8($1) })
  }

  func contains(index: Int) -> Bool { rawValue & 1 << UInt8(index) != 0 }

  /// `Mon..Wed,Sun`: three days or more in a row become a range.
  var text: String {
    var parts: [String] = []
    var day = 0
    while day < 7 {
      guard contains(index: day) else {
        day += 1
        continue
      }
      var last = day
      while last < 6, contains(index: last + 1) { last += 1 }
      if last - day >= 2 {
        parts.append("\(Self.names[day])..\(Self.names[last])")
      } else {
        parts += Self.names[day...last]
      }
      day = last + 1
    }
    return parts.joined(separator: ",")
  }
}
