/// How one kind of entry is told from its siblings.
enum VariantSelector: Sendable {
  /// By a key that only this kind has.
  case key(String)
  /// By the text of a key that all kinds have.
  case value(key: String, text: String)
  /// There is one kind only.
  case always

  func matches(_ pairs: [YAMLPair], variables: (YAMLNode) -> String?) -> Bool {
    switch self {
    case .key(let key): pairs[key] != nil
    case .value(let key, let text): pairs[key].map { variables($0.value) == text } ?? false
    case .always: true
    }
  }

  var key: String? {
    switch self {
    case .key(let key), .value(let key, _): key
    case .always: nil
    }
  }

  /// What a person writes to choose it.
  var written: String {
    switch self {
    case .key(let key): "\"\(key)\""
    case .value(let key, let text): "\"\(key): \(text)\""
    case .always: ""
    }
  }
}

/// One kind of entry in a section.
struct EntryVariant<Entry: Sendable>: Sendable {
  /// What this version knows of a kind.
  enum Support: Sendable {
    case built(EntryCoding<Entry>)
    /// Recognised, so that it is refused as such and not as a mistake.
    case notYet
  }

  /// `source of paths`.
  var title: String
  var selectors: [VariantSelector]
  var support: Support

  static func notYet(_ title: String, _ selectors: VariantSelector...) -> EntryVariant {
    EntryVariant(title: title, selectors: selectors, support: .notYet)
  }

  /// A kind whose entries are `Record`s.
  ///
  /// - Parameter extract: the record of an entry of this kind, nil for one of another.
  static func built<Record: NamedRecord>(
    _ selectors: VariantSelector..., embed: @escaping @Sendable (Record) -> Entry,
    extract: @escaping @Sendable (Entry) -> Record?
  ) -> EntryVariant {
    EntryVariant(
      title: Record.shape.title, selectors: selectors,
      support: .built(
        EntryCoding(
          description: Record.shape.description,
          decode: { entry, pairs, defaults, decoding, foreign in
            let shape = Record.shape
            let record = shape.decode(pairs, at: entry.key.mark, defaults: defaults, in: decoding, foreign: foreign)
            guard var record else { return nil }
            record.name = entry.key.name
            return embed(record)
          },
          checkDefault: { pair, decoding in
            var blank = Record.blank
            _ = Record.shape.field(pair.key.name)?.decode(pair.value, &blank, decoding)
          },
          render: { entry in extract(entry).map { Record.shape.render($0) } })))
  }
}

/// How entries of one kind are read and written again.
struct EntryCoding<Entry: Sendable>: Sendable {
  typealias Foreign = (YAMLPair) -> String?

  var description: RecordDescription
  var decode: @Sendable (YAMLPair, [YAMLPair], [YAMLPair], Decoding, Foreign) -> Entry?
  /// Reads a default's value, only to report what is wrong with it.
  var checkDefault: @Sendable (YAMLPair, Decoding) -> Void
  /// nil for an entry of another kind.
  var render: @Sendable (Entry) -> [EffectiveMember]?
}
