/// Types whose values are single texts.
extension ValueType where Value == String {
  /// Any text but the empty one.
  static let text = ValueType.scalar("text", write: escaped) { text, _, _ throws(ValueFault) in
    if text.isEmpty { throw ValueFault("an empty text") }
    return text
  }

  /// One argument of a command, which may be empty.
  static let argument = ValueType.scalar("text", write: escaped) { text, _, _ throws(ValueFault) in text }

  /// The name of one file: no folder.
  static let fileName = ValueType.scalar("file name", pattern: "^[^/]+$", write: escaped) {
    text, _, _ throws(ValueFault) in
    if text.isEmpty || text == "." || text == ".." || text.contains("/") {
      throw ValueFault("\"\(text)\" is not the name of a file: no folder, and not empty")
    }
    return text
  }

  /// A tag: without commas, which separate tags on restic's command line, and without our own prefix.
  static let tag = ValueType.scalar("tag", pattern: "^[^,]+$", write: escaped) { text, _, _ throws(ValueFault) in
    if text.isEmpty { throw ValueFault("an empty tag") }
    if text.contains(",") { throw ValueFault("a tag cannot hold a comma") }
    if text.hasPrefix("elasto:") { throw ValueFault("tags that begin with \"elasto:\" are elasto-sync's own") }
    return text
  }

  /// A systemd calendar expression; what is right is for the caller of the loader to say.
  static let calendar = ValueType.scalar("calendar expression", write: escaped) {
    text, _, decoding throws(ValueFault) in
    if let fault = decoding.environment.calendarFault(text) { throw ValueFault(fault) }
    return text
  }

  /// A pattern of what is left out; what is right is for the caller of the loader to say.
  static let pattern = ValueType.scalar("pattern", write: escaped) { text, _, decoding throws(ValueFault) in
    if let fault = decoding.environment.patternFault(text) { throw ValueFault(fault) }
    return text
  }

  static let timezone = ValueType.scalar("time zone", pattern: "^[A-Za-z0-9_+/-]+$", write: escaped) {
    text, _, _ throws(ValueFault) in
    let isName = text.utf8.allSatisfy {
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/-".utf8.contains($0)
    }
    if text.isEmpty || !isName || text.hasPrefix("/") {
      throw ValueFault("\"\(text)\" is not a time zone such as \"Europe/Berlin\"")
    }
    return text
  }

  static let currency = ValueType.scalar("currency", pattern: "^[A-Z]{3}$", write: escaped) {
    text, _, _ throws(ValueFault) in
    guard text.utf8.count == 3, text.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw ValueFault("\"\(text)\" is not a currency such as EUR")
    }
    return text
  }

  /// Text that is written again must not be taken for a variable.
  private static func escaped(_ text: String) -> String { text.variablesEscaped }
}

extension ValueType where Value == Bool {
  static let boolean: ValueType<Bool> = {
    var type = ValueType.scalar("yes or no", write: { $0 ? "yes" : "no" }) { text, _, _ throws(ValueFault) in
      guard let flag = Bool(manifestText: text) else {
        throw ValueFault("\"\(text)\" is neither yes nor no", suggestion: "write yes, no, true or false")
      }
      return flag
    }
    type.description.schema = ScalarSchema.boolean
    return type
  }()
}

extension ValueType where Value == Int {
  static func integer(_ range: ClosedRange<Int>) -> ValueType<Int> {
    let bounds = "from \(range.lowerBound) to \(range.upperBound)"
    return .scalar("number", pattern: "^[0-9]+$", write: { "\($0)" }) { text, _, _ throws(ValueFault) in
      guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text), range.contains(number) else {
        throw ValueFault("\"\(text)\" is not a whole number \(bounds)")
      }
      return number
    }
  }
}

extension ValueType where Value == Double {
  static let price = ValueType.scalar("price", pattern: "^[0-9]+(\\.[0-9]+)?$", write: { $0.decimal }) {
    text, _, _ throws(ValueFault) in
    guard let number = DecimalNumber(parsing: text) else {
      throw ValueFault("\"\(text)\" is not a price such as 0.0235")
    }
    return number.double
  }
}

extension Double {
  /// Without an exponent, nine places at most, no zeros at the end.
  fileprivate var decimal: String {
    let billionths = UInt64((self * 1e9).rounded())
    let (whole, rest) = billionths.quotientAndRemainder(dividingBy: 1_000_000_000)
    var digits = String(rest)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return digits.isEmpty ? "\(whole)" : "\(whole).\(digits)"
  }
}

extension String {
  /// With each `${` written `$${`.
  var variablesEscaped: String {
    var result = ""
    var previous: Character?
    for character in self {
      if character == "{", previous == "$" { result += "${" } else { result.append(character) }
      previous = character
    }
    return result
  }
}
