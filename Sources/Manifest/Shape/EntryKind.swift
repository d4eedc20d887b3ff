/// A section of named entries, in one or several kinds.
struct EntryKind<Entry: Sendable>: Sendable {
  /// Replaces the entry of this name from another file.
  static var overrideKey: String { "override" }

  /// `sources`.
  var section: String
  /// `source`, which is also the key in `defaults`.
  var noun: String
  var doc: String
  var variants: [EntryVariant<Entry>]

  private var codings: [(variant: EntryVariant<Entry>, coding: EntryCoding<Entry>)] {
    variants.compactMap { variant in
      if case .built(let coding) = variant.support { return (variant, coding) }
      return nil
    }
  }

  /// The records that entries may be.
  var descriptions: [RecordDescription] { codings.map(\.coding.description) }

  /// The keys that alone say which kind an entry is of.
  var choosingKeys: Set<String> {
    Set(variants.filter { $0.selectors.count == 1 }.flatMap { $0.selectors.compactMap(\.key) })
  }

  /// Reads one entry. nil after a report.
  func decode(_ entry: YAMLPair, defaults: [YAMLPair], in decoding: Decoding) -> Entry? {
    guard let pairs = entry.value.pairs else {
      decoding.mismatch(entry.value, expecting: "a mapping (\(noun))")
      return nil
    }
    guard let variant = choose(pairs, for: entry, in: decoding) else { return nil }
    switch variant.support {
    case .notYet:
      let key = variant.selectors.compactMap { $0.key.flatMap { pairs[$0]?.key } }.first ?? entry.key
      decoding.faults.report(
        .notYetBuilt, "\(variant.title) is recognised, but not yet built into this version", at: key)
      return nil
    case .built(let coding):
      let selecting = variant.selectors.compactMap { selector in
        if case .value(let key, _) = selector { return key }
        return nil
      }
      let own = pairs.filter { $0.key.name != Self.overrideKey && !selecting.contains($0.key.name) }
      return coding.decode(entry, own, defaults, decoding) { foreign($0, to: variant) }
    }
  }

  /// The kind of an entry, told by its keys; nil after a report.
  private func choose(_ pairs: [YAMLPair], for entry: YAMLPair, in decoding: Decoding) -> EntryVariant<Entry>? {
    let matching = variants.filter { variant in
      variant.selectors.contains { $0.matches(pairs) { decoding.text(of: $0, expecting: "text") } }
    }
    if matching.count == 1 { return matching.first }
    if matching.count > 1 {
      let keys = matching.compactMap { variant in variant.selectors.compactMap(\.key).first { pairs[$0] != nil } }
      let last = keys.compactMap { pairs[$0]?.key }.max {
        ($0.mark.line, $0.mark.column) < ($1.mark.line, $1.mark.column)
      }
      let list = keys.map { "\"\($0)\"" }.joined(separator: " and ")
      decoding.faults.report(.conflict, "\(list) exclude one another: a \(noun) is of one kind", at: last ?? entry.key)
      return nil
    }
    reportNoKind(pairs, for: entry, in: decoding)
    return nil
  }

  private func reportNoKind(_ pairs: [YAMLPair], for entry: YAMLPair, in decoding: Decoding) {
    let selectors = variants.flatMap(\.selectors)
    for case .value(let key, _) in selectors {
      guard let node = pairs[key]?.value, let text = decoding.text(of: node, expecting: "a type") else { continue }
      let texts = selectors.compactMap { if case .value(_, let text) = $0 { text } else { nil } }
      decoding.faults.report(
        .value, "no \(noun) is of type \"\(text)\"", at: node,
        suggestion: Suggestion.near(text, among: texts) ?? "the types are \(texts.joined(separator: ", "))")
      return
    }
    let known = Set(descriptions.flatMap { $0.fields.map(\.key) } + selectors.compactMap(\.key) + [Self.overrideKey])
    var isExplained = false
    for pair in pairs where !known.contains(pair.key.name) {
      let near = Suggestion.nearest(pair.key.name, among: known.sorted().filter { pairs[$0] == nil })
      if near.map({ near in selectors.contains { $0.key == near } }) == true { isExplained = true }
      decoding.faults.report(
        .unknownKey, "unknown key \"\(pair.key.name)\" in a \(noun)", at: pair.key,
        suggestion: near.map { "did you mean \"\($0)\"?" })
    }
    if isExplained { return }
    let built = codings.compactMap { $0.variant.selectors.first?.written }
    decoding.faults.report(
      .missing, "the \(noun) \"\(entry.key.name)\" needs \(built.joined(separator: " or "))", at: entry.key)
  }

  /// What to say of a key that belongs to another kind.
  private func foreign(_ pair: YAMLPair, to variant: EntryVariant<Entry>) -> String? {
    let owners = codings.filter { $0.coding.description.fields.contains { $0.key == pair.key.name } }
    guard let owner = owners.first else { return nil }
    return "\"\(pair.key.name)\" belongs to a \(owner.variant.title), and this is a \(variant.title)"
  }

  /// Reads the values of `defaults` once, so that those which no entry takes over are looked at too.
  func checkDefaults(_ pairs: [YAMLPair], in decoding: Decoding) {
    let choosing = choosingKeys
    let keys = Set(descriptions.flatMap { $0.fields.map(\.key) })
    for pair in pairs {
      if choosing.contains(pair.key.name) {
        decoding.faults.report(
          .conflict, "\"\(pair.key.name)\" says what kind of \(noun) it is: it has no default", at: pair.key)
      } else if !keys.contains(pair.key.name) {
        decoding.faults.report(
          .unknownKey, "unknown key \"\(pair.key.name)\" in the defaults of a \(noun)", at: pair.key,
          suggestion: Suggestion.near(pair.key.name, among: keys.sorted()))
      } else {
        for (_, coding) in codings { coding.checkDefault(pair, decoding) }
      }
    }
  }

  /// An entry as it could be written again.
  func render(_ entry: Entry) -> [EffectiveMember] {
    for (variant, coding) in codings {
      guard let members = coding.render(entry) else { continue }
      let choice: [EffectiveMember] = variant.selectors.compactMap { selector in
        guard case .value(let key, let text) = selector else { return nil }
        return EffectiveMember(key: key, value: .text(text), origin: nil)
      }
      return choice + members
    }
    return []
  }
}
