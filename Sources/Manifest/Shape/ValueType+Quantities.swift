/// Sizes, rates, times and shares: the same grammar as on the command line.
extension ValueType where Value == ByteSize {
  static let size = ValueType.scalar("size", pattern: "^\(sizePattern)$", write: \.description) {
    text, _, _ throws(ValueFault) in
    guard let size = ByteSize(parsing: text) else { throw sizeFault(text) }
    return size
  }

  static let sizePattern = "[0-9]+(\\.[0-9]+)? ?([KMGT]i?)?B"

  /// Says which unit is missing or ambiguous.
  static func sizeFault(_ text: String) -> ValueFault {
    let fault = "\"\(text)\" is not a size such as \"40 MiB\""
    guard let (_, unit) = DecimalNumber.splitting(text) else { return ValueFault(fault) }
    switch unit {
    case "": return ValueFault(fault + ": it has no unit", suggestion: "write \"\(text) B\" or another unit")
    case "K", "M", "G", "T", "k", "m", "g", "t":
      let unit = unit.uppercased()
      return ValueFault(
        fault + ": \"\(unit)\" could be \(unit)iB or \(unit)B", suggestion: "write \(unit)iB or \(unit)B")
    default:
      return ValueFault(
        fault,
        suggestion: Suggestion.near(unit, among: ByteSize.units.map(\.name))
          ?? "the units are B, KiB, MiB, GiB, TiB, KB, MB, GB and TB")
    }
  }
}

extension ValueType where Value == TimeSpan {
  static let duration = ValueType.scalar(
    "duration", pattern: "^([0-9]+ ?(y|mo|w|d|h|m|s) ?)+$", write: \.description
  ) { text, _, _ throws(ValueFault) in
    if let span = TimeSpan(parsing: text) { return span }
    let fault = "\"\(text)\" is not a duration such as \"26h\" or \"1h30m\""
    if Int(text) != nil {
      throw ValueFault(fault + ": it has no unit", suggestion: "the units are s, m, h, d, w, mo and y")
    }
    throw ValueFault(fault, suggestion: "the units are s, m, h, d, w, mo and y, the largest first")
  }
}

extension ValueType where Value == Percent {
  static let percent = ValueType.scalar("percent", pattern: "^[0-9]+(\\.[0-9]+)? ?%$", write: \.description) {
    text, _, _ throws(ValueFault) in
    guard let percent = Percent(parsing: text) else {
      throw ValueFault("\"\(text)\" is not a share from 0% to 100%")
    }
    return percent
  }
}

extension ValueType where Value == Compression {
  static let compression = ValueType.scalar("off or level", pattern: "^(off|-?[0-9]+)$", write: \.description) {
    text, _, _ throws(ValueFault) in
    guard let compression = Compression(parsing: text) else {
      throw ValueFault("\"\(text)\" is neither \"off\" nor a level from -7 to 19")
    }
    return compression
  }
}

extension ValueType where Value == ReadDataSelection {
  static let readData = ValueType.scalar("share of the data", write: \.description) { text, _, _ throws(ValueFault) in
    guard let selection = ReadDataSelection(parsing: text) else {
      throw ValueFault("\"\(text)\" does not say how much to read: no, yes, 5%, 1/30 or 2 GiB")
    }
    if case .group(let part, let count) = selection, part != 1 {
      throw ValueFault("a job takes the groups in turn", suggestion: "write 1/\(count)")
    }
    return selection
  }
}

extension ValueType where Value == UnusedLimit {
  static let unusedLimit = ValueType.scalar("size or percent", write: \.description) { text, _, _ throws(ValueFault) in
    guard let limit = UnusedLimit(parsing: text) else {
      throw ValueFault("\"\(text)\" is not a limit such as 5%, \"2 GiB\" or unlimited")
    }
    return limit
  }
}

extension ValueType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the texts of an enumeration.
  static func choice(_ name: String) -> ValueType {
    let texts = Value.allCases.map(\.rawValue)
    var type = ValueType.scalar(name, write: { $0.rawValue }) { text, _, _ throws(ValueFault) in
      if let value = Value(rawValue: text) { return value }
      let list = texts.map { "\"\($0)\"" }.joined(separator: ", ")
      throw ValueFault("\"\(text)\" is not one of \(list)", suggestion: Suggestion.near(text, among: texts))
    }
    type.description.name = texts.joined(separator: " \\| ")
    type.description.schema = ScalarSchema.choice(texts)
    return type
  }
}
