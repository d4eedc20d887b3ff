/// Mappings.
extension ValueType where Value: ManifestRecord {
  /// A record of its own, described where it is defined.
  static func record() -> ValueType {
    ValueType(
      description: TypeDescription(
        name: Value.shape.title, schema: Value.shape.description.reference, records: [Value.shape.description]),
      decode: { node, decoding in
        guard let pairs = node.pairs else {
          if Value.shape.isSecret { decoding.faults.blot(node) }
          decoding.mismatch(node, expecting: "a mapping (\(Value.shape.title))")
          return nil
        }
        return Value.shape.decode(pairs, at: node.mark, in: decoding)
      },
      render: { .record(Value.shape.render($0)) })
  }
}
