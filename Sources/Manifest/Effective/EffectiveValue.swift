/// A value of the effective manifest in the form in which it could be written again.
indirect enum EffectiveValue: Sendable {
  case text(String)
  case list([EffectiveValue])
  case record([EffectiveMember])

  /// Without origins.
  var json: JSONValue {
    switch self {
    case .text(let text): .text(text)
    case .list(let items): .array(items.map(\.json))
    case .record(let members): .object(members.map { .init(key: $0.key, value: $0.value.json) })
    }
  }
}

/// A key of the effective manifest, its value, and where that comes from; nil where the parts say it.
struct EffectiveMember: Sendable {
  var key: String
  var value: EffectiveValue
  var origin: Origin?
}
