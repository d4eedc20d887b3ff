/// The JSON Schema of manifests, for editors; made from the model. It is a little wider than the loader: names are
/// not followed, and what `defaults` may give is not asked for.
package enum ManifestSchema {
  /// The contents of `docs/manifest.schema.json`.
  package static var text: String { schema.pretty }

  static var schema: JSONValue {
    .object([
      "$schema": .text("https://json-schema.org/draft/2020-12/schema"),
      "title": .text("elasto-sync manifest"),
      "type": .text("object"),
      "properties": .object(general + [defaults] + sections),
      "additionalProperties": .boolean(false),
      "$defs": .object(definitions),
    ])
  }

  private static var general: [JSONValue.Member] { ManifestShape.general.map(property) }

  private static var sections: [JSONValue.Member] {
    [
      section(ManifestShape.providers), section(ManifestShape.sources), section(ManifestShape.targets),
      section(ManifestShape.jobs), section(ManifestShape.volumes), section(ManifestShape.prices),
    ]
  }

  private static func section<Entry>(_ kind: EntryKind<Entry>) -> JSONValue.Member {
    let references = kind.descriptions.map(\.reference)
    let entry = references.count == 1 ? references[0] : JSONValue.object(["anyOf": .array(references)])
    return .init(
      key: kind.section,
      value: .object([
        "description": .text(kind.doc), "type": .text("object"),
        "propertyNames": .object(["pattern": .text(EntryName.pattern)]), "additionalProperties": entry,
      ]))
  }

  private static var defaults: JSONValue.Member {
    .init(
      key: "defaults",
      value: .object([
        "description": .text(ManifestReference.defaultsDoc), "type": .text("object"),
        "properties": .object([
          defaults(of: ManifestShape.providers), defaults(of: ManifestShape.sources),
          defaults(of: ManifestShape.targets), defaults(of: ManifestShape.jobs), defaults(of: ManifestShape.volumes),
        ]), "additionalProperties": .boolean(false),
      ]))
  }

  private static func defaults<Entry>(of kind: EntryKind<Entry>) -> JSONValue.Member {
    var fields: [FieldDescription] = []
    for field in kind.descriptions.flatMap(\.fields) where !kind.choosingKeys.contains(field.key) {
      if !fields.contains(where: { $0.key == field.key }) { fields.append(field) }
    }
    return .init(
      key: kind.noun,
      value: .object([
        "type": .text("object"), "properties": .object(fields.map(property)), "additionalProperties": .boolean(false),
      ]))
  }

  private static func property(_ field: FieldDescription) -> JSONValue.Member {
    guard case .object(let members) = field.type.schema else { return .init(key: field.key, value: field.type.schema) }
    let doc = JSONValue.Member(key: "description", value: .text(field.doc))
    return .init(key: field.key, value: .object([doc] + members))
  }

  private static var definitions: [JSONValue.Member] {
    entries(ManifestShape.providers) + entries(ManifestShape.sources) + entries(ManifestShape.targets)
      + entries(ManifestShape.jobs) + entries(ManifestShape.volumes) + entries(ManifestShape.prices)
      + ManifestReference.innerRecords.map { record in
        let required = record.fields.filter { $0.presence == .required }.map { JSONValue.text($0.key) }
        return .init(
          key: record.identifier,
          value: object(record, extra: [], ["required": required.isEmpty ? nil : .array(required)]))
      }
  }

  /// The kinds of entries: they also have `override`, and the key that says which kind it is.
  private static func entries<Entry>(_ kind: EntryKind<Entry>) -> [JSONValue.Member] {
    kind.variants.compactMap { variant in
      guard case .built(let coding) = variant.support else { return nil }
      var extra = [JSONValue.Member(key: EntryKind<Entry>.overrideKey, value: ScalarSchema.boolean)]
      for case .value(let key, let text) in variant.selectors {
        extra.append(.init(key: key, value: .object(["const": .text(text)])))
      }
      let keys = variant.selectors.compactMap(\.key).map { JSONValue.text($0) }
      let alternatives = keys.map { JSONValue.object(["required": .array([$0])]) }
      let value = object(
        coding.description, extra: extra,
        ["required": keys.count == 1 ? .array(keys) : nil, "anyOf": keys.count > 1 ? .array(alternatives) : nil])
      return .init(key: coding.description.identifier, value: value)
    }
  }

  private static func object(
    _ record: RecordDescription, extra: [JSONValue.Member], _ conditions: KeyValuePairs<String, JSONValue?>
  ) -> JSONValue {
    let conditions = conditions.compactMap { key, value in value.map { JSONValue.Member(key: key, value: $0) } }
    return .object(
      [
        .init(key: "description", value: .text(record.doc)), .init(key: "type", value: .text("object")),
        .init(key: "properties", value: .object(record.fields.map(property) + extra)),
      ] + conditions + [.init(key: "additionalProperties", value: .boolean(false))])
  }
}
