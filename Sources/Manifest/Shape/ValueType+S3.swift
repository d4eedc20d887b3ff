/// What only stores that speak S3 need.
extension ValueType where Value == EndpointURL {
  static let endpoint = ValueType.scalar("endpoint", pattern: "^https?://[^/@?#]+/?$", write: \.description) {
    text, node, decoding throws(ValueFault) in
    if text.contains("@") { decoding.faults.blot(node) }
    return try EndpointURL(parsing: text)
  }
}

extension ValueType where Value == String {
  static let region = word(
    "region", pattern: "^[a-z0-9][a-z0-9-]*$", extra: "-", isUpper: false, example: "eu-central-1")
  static let storageClass = word(
    "storage class", pattern: "^[A-Z0-9][A-Z0-9_]*$", extra: "_", isUpper: true, example: "STANDARD_IA")

  static let roleARN = ValueType.scalar(
    "ARN of a role", pattern: "^arn:[^:]*:iam::[^:]*:role/.+$", write: { $0.variablesEscaped }
  ) {
    text, _, _ throws(ValueFault) in
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[5].hasPrefix("role/"),
      parts[5].count > "role/".count
    else { throw ValueFault("\"\(text)\" is not the ARN of a role such as arn:aws:iam::123456789012:role/backup") }
    return text
  }

  static let sessionName = ValueType.scalar(
    "session name", pattern: "^[A-Za-z0-9_+=,.@-]{2,64}$", write: { $0.variablesEscaped }
  ) { text, _, _ throws(ValueFault) in
    let isName = text.utf8.allSatisfy {
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-".utf8.contains($0)
    }
    guard isName, (2...64).contains(text.utf8.count) else {
      throw ValueFault("\"\(text)\" is not the name of a session: 2 to 64 letters, digits and _+=,.@-")
    }
    return text
  }

  /// Letters of one case, digits, and one more character, not at the start.
  private static func word(
    _ name: String, pattern: String, extra: Character, isUpper: Bool, example: String
  ) -> ValueType {
    .scalar(name, pattern: pattern, write: { $0.variablesEscaped }) { text, _, _ throws(ValueFault) in
      func isRight(_ text: String) -> Bool {
        let letters = text.filter { $0 != extra }
        return text.first != extra && !letters.isEmpty
          && letters.allSatisfy { $0.isASCII && ($0.isNumber || (isUpper ? $0.isUppercase : $0.isLowercase)) }
      }
      if isRight(text) { return text }
      let other = isUpper ? text.uppercased() : text.lowercased()
      throw ValueFault(
        "\"\(text)\" is not a \(name) such as \(example)",
        suggestion: isRight(other) ? "did you mean \"\(other)\"?" : nil)
    }
  }
}

extension ValueType where Value == [ObjectTag] {
  /// A mapping of names to texts; the limits are S3's.
  static let objectTags = ValueType(
    description: TypeDescription(
      name: "mapping of names to texts",
      schema: .object([
        "type": .text("object"), "maxProperties": .number(10), "additionalProperties": ScalarSchema.text(),
      ])),
    decode: { node, decoding in
      guard let pairs = node.pairs else {
        decoding.mismatch(node, expecting: "a mapping of names to texts")
        return nil
      }
      guard pairs.count <= 10 else {
        decoding.faults.report(.value, "\(pairs.count) tags: an object has ten at most", at: node)
        return nil
      }
      let tags = pairs.map { pair -> ObjectTag? in
        guard let value = ValueType<String>.argument.decode(pair.value, decoding) else { return nil }
        if pair.key.name.isEmpty || pair.key.name.count > 128 || pair.key.name.hasPrefix("aws:") {
          decoding.faults.report(
            .value, "a tag's name has 1 to 128 characters, and does not begin with \"aws:\"", at: pair.key)
          return nil
        }
        if value.count > 256 {
          decoding.faults.report(.value, "a tag's value has 256 characters at most", at: pair.value)
          return nil
        }
        return ObjectTag(pair.key.name, value)
      }
      if tags.contains(where: { $0 == nil }) { return nil }
      return tags.compactMap { $0 }.sorted { $0.name < $1.name }
    },
    render: { tags in
      .record(tags.map { EffectiveMember(key: $0.name, value: .text($0.value.variablesEscaped), origin: nil) })
    })
}
