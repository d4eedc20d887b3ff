/// A mapping of the manifest that becomes a value of `Self`.
protocol ManifestRecord: Sendable {
  /// The one description that decoding, the JSON Schema and the reference are made from.
  static var shape: RecordShape<Self> { get }
  /// All defaults; what is required is filled in by the decoder.
  static var blank: Self { get }
  var origins: Origins { get set }
}

/// The keys of a record, and what they must meet together.
struct RecordShape<Root: Sendable>: Sendable {
  var title: String
  var doc: String
  var fields: [Field<Root>]
  /// Reports what is wrong with values that are each right.
  var check: @Sendable (Root, Decoding) -> Void = { _, _ in }
  /// Keys that are recognised, and refused as not yet built.
  var notYet: [String] = []
  /// Whether what does not belong into it may be a secret.
  var isSecret = false

  var description: RecordDescription {
    RecordDescription(title: title, doc: doc, fields: fields.map(\.description), notYet: notYet)
  }

  func field(_ key: String) -> Field<Root>? { fields.first { $0.description.key == key } }
}

extension RecordShape where Root: ManifestRecord {
  /// Reads a mapping into a record, unknown keys and missing ones reported.
  ///
  /// - Parameters:
  ///   - mark: where to point when something is missing.
  ///   - defaults: pairs for keys that are not given; those of other kinds are passed over.
  ///   - foreign: why a key that is not of this record is wrong, where more can be said than that it is unknown.
  /// - Returns: nil when a required value is missing or at fault.
  func decode(
    _ pairs: [YAMLPair], at mark: SourceMark, defaults: [YAMLPair] = [], in decoding: Decoding,
    foreign: (YAMLPair) -> String? = { _ in nil }
  ) -> Root? {
    let misspelt = reportUnknownKeys(pairs, in: decoding, foreign: foreign)
    var root = Root.blank
    root.origins = Origins(mark: mark)
    var isComplete = true
    for field in fields {
      let key = field.description.key
      let given = pairs[key]
      if let pair = given ?? defaults[key] {
        root.origins.values[key] = given == nil ? .defaults(pair.value.mark) : .entry(pair.value.mark)
        if !field.decode(pair.value, &root, decoding) { isComplete = false }
      } else if field.description.presence == .required {
        isComplete = false
        if misspelt.contains(key) { continue }
        decoding.faults.report(.missing, "\"\(key)\" is missing: a \(title) needs it", at: mark)
      }
    }
    guard isComplete else { return nil }
    if misspelt.isEmpty { check(root, decoding) }
    return root
  }

  /// The keys that were probably meant.
  private func reportUnknownKeys(
    _ pairs: [YAMLPair], in decoding: Decoding, foreign: (YAMLPair) -> String?
  ) -> Set<String> {
    var meant: Set<String> = []
    let keys = fields.map(\.description.key)
    for pair in pairs where field(pair.key.name) == nil && pair.key.name != "<<" {
      if notYet.contains(pair.key.name) {
        decoding.faults.report(
          .notYetBuilt, "\"\(pair.key.name)\" of a \(title) is recognised, but not yet built into this version",
          at: pair.key)
        meant.insert(pair.key.name)
        continue
      }
      if let message = foreign(pair) {
        decoding.faults.report(.conflict, message, at: pair.key)
        continue
      }
      let unused = keys.filter { pairs[$0] == nil }
      let near = Suggestion.nearest(pair.key.name, among: unused)
      if let near { meant.insert(near) }
      if isSecret || near.flatMap({ field($0) })?.isSecret == true { decoding.faults.blot(pair.value) }
      decoding.faults.report(
        .unknownKey, "unknown key \"\(pair.key.name)\" in a \(title)", at: pair.key,
        suggestion: near.map { "did you mean \"\($0)\"?" })
    }
    return meant
  }

  /// The record as it could be written again; what is neither given nor defaulted is left out.
  func render(_ root: Root) -> [EffectiveMember] {
    fields.compactMap { field in
      let key = field.description.key
      return field.render(root).map { EffectiveMember(key: key, value: $0, origin: root.origins[key]) }
    }
  }
}
