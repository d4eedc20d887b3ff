/// One key of a record: its description, and how its value gets into `Root` and out of it.
struct Field<Root: Sendable>: Sendable {
  /// The version that brings the keys below.
  static var first: String { "0.1" }

  var description: FieldDescription
  /// Whether a literal text there would be a secret.
  var isSecret = false
  /// False after it has reported why.
  var decode: @Sendable (YAMLNode, inout Root, Decoding) -> Bool
  /// nil when there is no value.
  var render: @Sendable (Root) -> EffectiveValue?
}

extension Field where Root: ManifestRecord {
  /// A key that must be given.
  static func required<Value>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ type: ValueType<Value>, _ doc: String,
    since: String = first
  ) -> Field {
    Field(key, path, type, doc, presence: .required, since: since)
  }

  /// A key with a default: the one that `Root.blank` holds.
  static func optional<Value>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ type: ValueType<Value>, _ doc: String,
    since: String = first
  ) -> Field {
    let otherwise = type.render(Root.blank[keyPath: path]).summary
    return Field(key, path, type, doc, presence: .optional(otherwise: otherwise), since: since)
  }

  /// A key without which there is no value; `otherwise` says what that means.
  static func optional<Value>(
    _ key: String, _ path: any WritableKeyPath<Root, Value?> & Sendable, _ type: ValueType<Value>, _ doc: String,
    otherwise: String, since: String = first
  ) -> Field {
    Field(
      description: FieldDescription(
        key: key, type: type.description, presence: .optional(otherwise: otherwise), since: since, doc: doc),
      decode: { node, root, decoding in
        guard let value = type.decode(node, decoding) else { return false }
        root[keyPath: path] = value
        return true
      },
      render: { $0[keyPath: path].map(type.render) })
  }

  private init<Value>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ type: ValueType<Value>, _ doc: String,
    presence: FieldDescription.Presence, since: String
  ) {
    description = FieldDescription(key: key, type: type.description, presence: presence, since: since, doc: doc)
    decode = { node, root, decoding in
      guard let value = type.decode(node, decoding) else { return false }
      root[keyPath: path] = value
      return true
    }
    render = { type.render($0[keyPath: path]) }
  }

  /// The same key, where a literal text would be a secret.
  var secret: Field {
    var field = self
    field.isSecret = true
    return field
  }
}

extension EffectiveValue {
  /// As the reference table shows a default.
  fileprivate var summary: String {
    switch self {
    case .text(let text): text
    case .list(let items): items.isEmpty ? "none" : items.map(\.summary).joined(separator: ", ")
    case .record(let members): members.isEmpty ? "none" : "its defaults"
    }
  }
}
