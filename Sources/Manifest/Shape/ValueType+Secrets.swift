import Secrets

extension ValueType where Value == SecretReference {
  private static let title = "secret"
  private static let doc = """
    Where a secret is found; the secret itself never stands in a manifest. It is read when it is first needed, one \
    final newline is taken off, and it is in no plan, log or error.
    """

  /// What a secret may be made of. One of `env`, `file` and `command` is given, `timeout` only with `command`.
  private static let fields: [FieldDescription] = [
    FieldDescription(
      key: "env", type: ValueType<String>.text.description, presence: .optional(otherwise: "not from there"),
      since: "0.1", doc: "The variable of the environment that holds it."),
    FieldDescription(
      key: "file", type: ValueType<LocalPath>.path.description, presence: .optional(otherwise: "not from there"),
      since: "0.1", doc: "The file that holds it, which only you and root may read or write."),
    FieldDescription(
      key: "command", type: ValueType<[String]>.command.description, presence: .optional(otherwise: "not from there"),
      since: "0.1", doc: "The program that prints it, run without a shell."),
    FieldDescription(
      key: "timeout", type: ValueType<TimeSpan>.duration.description, presence: .optional(otherwise: "60s"),
      since: "0.1", doc: "When `command` is killed."),
  ]

  static let secret: ValueType = {
    let record = RecordDescription(title: title, doc: doc, fields: fields)
    return ValueType(
      description: TypeDescription(name: title, schema: record.reference, records: [record]),
      decode: decode,
      render: { reference in .record(members(of: reference)) })
  }()

  private static func decode(_ node: YAMLNode, in decoding: Decoding) -> SecretReference? {
    guard let pairs = node.pairs else {
      decoding.faults.blot(node)
      if node.isAbsent {
        decoding.mismatch(node, expecting: "a secret")
      } else {
        decoding.faults.report(
          .value, "a secret is never written into the manifest", at: node,
          suggestion: "say where it is: { file: PATH }, { env: NAME } or { command: [PROGRAM, …] }")
      }
      return nil
    }
    let keys = fields.map(\.key)
    for pair in pairs where !keys.contains(pair.key.name) {
      decoding.faults.blot(pair.value)
      decoding.faults.report(
        .unknownKey, "unknown key \"\(pair.key.name)\" in a secret", at: pair.key,
        suggestion: Suggestion.near(pair.key.name, among: keys) ?? "a secret has one of env, file and command")
    }
    let given = pairs.filter { $0.key.name != "timeout" && keys.contains($0.key.name) }
    guard let pair = given.first, given.count == 1 else {
      decoding.faults.report(
        given.isEmpty ? .missing : .conflict, "a secret has one of \"env\", \"file\" and \"command\"", at: node)
      return nil
    }
    return reference(pair, timeout: pairs["timeout"], in: decoding)
  }

  private static func reference(_ pair: YAMLPair, timeout: YAMLPair?, in decoding: Decoding) -> SecretReference? {
    let span = timeout.map { ValueType<TimeSpan>.duration.decode($0.value, decoding) }
    if let timeout, pair.key.name != "command" {
      decoding.faults.report(.conflict, "\"timeout\" belongs to a secret from a command", at: timeout.key)
    }
    switch pair.key.name {
    case "env": return ValueType<String>.text.decode(pair.value, decoding).map { .environment($0) }
    case "file": return ValueType<LocalPath>.path.decode(pair.value, decoding).map { .file(path: $0.text) }
    default:
      guard let words = ValueType<[String]>.command.decode(pair.value, decoding) else { return nil }
      guard let span else { return .command(words) }
      return span.map { .command(words, timeout: $0.duration) }
    }
  }

  private static func members(of reference: SecretReference) -> [EffectiveMember] {
    switch reference {
    case .environment(let name):
      return [.init(key: "env", value: ValueType<String>.text.render(name))]
    case .file(let path):
      return [.init(key: "file", value: .text(path.variablesEscaped))]
    case .command(let words, let timeout):
      let span = TimeSpan(seconds: Int(timeout.components.seconds))
      return [
        .init(key: "command", value: ValueType<[String]>.command.render(words)),
        .init(key: "timeout", value: .text(span.description)),
      ]
    }
  }
}
