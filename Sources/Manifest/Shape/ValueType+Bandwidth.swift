extension ValueType where Value == TimeOfDay {
  static let timeOfDay = ValueType.scalar(
    "time of day", pattern: "^([01]?[0-9]|2[0-3]):[0-5][0-9]$", write: \.description
  ) {
    text, _, _ throws(ValueFault) in
    guard let time = TimeOfDay(parsing: text) else {
      throw ValueFault("\"\(text)\" is not a time of day such as \"08:00\"")
    }
    return time
  }
}

extension ValueType where Value == RateLimit {
  static let rateLimit = ValueType.scalar(
    "rate or off", pattern: "^(off|\(ValueType<ByteSize>.sizePattern)/s)$", write: \.description
  ) { text, _, _ throws(ValueFault) in
    if let limit = RateLimit(parsing: text) { return limit }
    let fault = "\"\(text)\" is neither a rate such as \"40 MiB/s\" nor \"off\""
    throw ValueFault(fault, suggestion: ByteSize(parsing: text).map { _ in "did you mean \"\(text)/s\"?" })
  }
}

extension ValueType where Value == Bandwidth {
  /// One limit, or a list of entries with their times, in any order.
  static let bandwidth: ValueType = {
    let single = ValueType<RateLimit>.rateLimit
    let entries = ValueType<BandwidthEntry>.record().list(named: "list of bandwidth entries").refused { entries in
      if entries.isEmpty { return "a timetable without entries" }
      var seen: Set<TimeOfDay> = []
      return entries.first { !seen.insert($0.at).inserted }.map { "\($0.at) is there twice" }
    }
    return ValueType(
      description: TypeDescription(
        name: "rate, off, or [timetable](#bandwidth-entry)",
        schema: .object(["anyOf": .array([single.description.schema, entries.description.schema])]),
        records: entries.description.records),
      decode: { node, decoding in
        guard case .sequence = node.content else { return single.decode(node, decoding).map { Bandwidth($0) } }
        return entries.decode(node, decoding).map { Bandwidth(entries: $0.sorted { $0.at < $1.at }) }
      },
      render: { bandwidth in
        if let only = bandwidth.entries.first, bandwidth.entries.count == 1, only.at == TimeOfDay(hour: 0) {
          return single.render(only.limit)
        }
        return entries.render(bandwidth.entries)
      })
  }()
}
