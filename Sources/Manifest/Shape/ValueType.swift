/// One type of value: how it is read from YAML, described, and written again.
///
/// Reading what was written gives the same value.
struct ValueType<Value: Sendable>: Sendable {
  var description: TypeDescription
  /// nil after it has reported why.
  var decode: @Sendable (YAMLNode, Decoding) -> Value?
  var render: @Sendable (Value) -> EffectiveValue

  /// A type whose values are single texts.
  ///
  /// - Parameters:
  ///   - pattern: what the JSON Schema asks of a string.
  ///   - parse: throws what is wrong with the text.
  static func scalar(
    _ name: String, pattern: String? = nil, write: @escaping @Sendable (Value) -> String,
    parse: @escaping @Sendable (String, YAMLNode, Decoding) throws(ValueFault) -> Value
  ) -> ValueType {
    ValueType(
      description: TypeDescription(name: name, schema: ScalarSchema.text(pattern: pattern)),
      decode: { node, decoding in
        guard let text = decoding.text(of: node, expecting: name) else { return nil }
        do throws(ValueFault) {
          return try parse(text, node, decoding)
        } catch {
          decoding.faults.report(.value, error.message, at: node, suggestion: error.suggestion)
          return nil
        }
      },
      render: { .text(write($0)) })
  }

  /// A list of this type, also when empty.
  func list(named name: String) -> ValueType<[Value]> {
    ValueType<[Value]>(
      description: TypeDescription(
        name: name, schema: .object(["type": .text("array"), "items": description.schema]),
        records: description.records),
      decode: { node, decoding in
        guard case .sequence(let items) = node.content else {
          decoding.mismatch(node, expecting: name)
          return nil
        }
        let values = items.map { decode($0, decoding) }
        return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
      },
      render: { .list($0.map(render)) })
  }

  /// A list of this type; one alone needs no brackets.
  func oneOrMore(named name: String) -> ValueType<[Value]> {
    let list = list(named: name)
    return ValueType<[Value]>(
      description: TypeDescription(
        name: name, schema: .object(["anyOf": .array([description.schema, list.description.schema])]),
        records: description.records),
      decode: { node, decoding in
        if case .scalar = node.content, !node.isAbsent { return decode(node, decoding).map { [$0] } }
        return list.decode(node, decoding)
      },
      render: list.render)
  }

  /// With one more condition on the value: `check` gives the sentence that refuses it.
  func refused(_ check: @escaping @Sendable (Value) -> String?) -> ValueType {
    var type = self
    type.decode = { node, decoding in
      guard let value = decode(node, decoding) else { return nil }
      guard let refusal = check(value) else { return value }
      decoding.faults.report(.value, refusal, at: node)
      return nil
    }
    return type
  }
}
