/// What the reference and the JSON Schema say about a type of value.
struct TypeDescription: Sendable {
  /// As the reference table names it: `size`, `list of paths`.
  var name: String
  /// The JSON Schema that a value must meet.
  var schema: JSONValue
  /// The records that the schema refers to.
  var records: [RecordDescription] = []
}

/// What the reference and the JSON Schema say about one key.
struct FieldDescription: Sendable {
  enum Presence: Sendable, Hashable {
    case required
    /// What holds when the key is not given, as text.
    case optional(otherwise: String)
  }

  var key: String
  var type: TypeDescription
  var presence: Presence
  /// The version that brought the key.
  var since: String
  var doc: String
}

/// What the reference and the JSON Schema say about a mapping.
struct RecordDescription: Sendable {
  /// Unique; with `-` for spaces it names the definition in the schema.
  var title: String
  var doc: String
  var fields: [FieldDescription]
  /// Keys that are recognised, and refused as not yet built.
  var notYet: [String] = []

  var reference: JSONValue { .object(["$ref": .text("#/$defs/\(identifier)")]) }

  var identifier: String { title.split(separator: " ").joined(separator: "-") }
}
