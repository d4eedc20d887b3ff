/// JSON Schemas of single values. YAML tools that check schemas type plain scalars on their own, so numbers and
/// booleans pass where the model reads text; and where a pattern is asked for, a variable may stand for any of it.
enum ScalarSchema {
  static func text(pattern: String? = nil) -> JSONValue {
    .object([
      "type": .array([.text("string"), .text("number"), .text("boolean")]),
      "pattern": pattern.map { .text("\($0)|\\$\\{") },
    ])
  }

  static func choice(_ texts: [String]) -> JSONValue {
    .object(["enum": .array(texts.map { .text($0) })])
  }

  static let boolean = JSONValue.object([
    "enum": .array([.boolean(true), .boolean(false), .text("true"), .text("false"), .text("yes"), .text("no")])
  ])
}
