/// A value of a YAML document with its place. Nothing is typed: every scalar is the text that was written.
struct YAMLNode: Sendable {
  enum Content: Sendable {
    /// `isPlain`: written without quotes.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// In the order written, no key twice.
    case mapping([YAMLPair])
  }

  var content: Content
  var mark: SourceMark
  /// Where the text ends: the column behind it.
  var end: SourceMark
  /// How many nodes this is, aliases counted as often as they are used.
  var weight: Int

  /// Columns to underline: all of it on one line, a single one else.
  var width: Int { mark.line == end.line ? max(end.column - mark.column, 1) : 1 }

  var pairs: [YAMLPair]? {
    if case .mapping(let pairs) = content { return pairs }
    return nil
  }

  /// A key without a value: `exclude:` and nothing behind it.
  var isAbsent: Bool {
    if case .scalar("", isPlain: true) = content { return true }
    return false
  }

  /// What a person calls it.
  var noun: String {
    switch content {
    case .scalar("", isPlain: true): "nothing"
    case .scalar: "text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// Every scalar in it that is a value.
  var scalars: [YAMLNode] {
    switch content {
    case .scalar: [self]
    case .sequence(let nodes): nodes.flatMap(\.scalars)
    case .mapping(let pairs): pairs.flatMap(\.value.scalars)
    }
  }
}

/// A key of a mapping.
struct YAMLKey: Sendable {
  var name: String
  var mark: SourceMark
}

/// A key and its value.
struct YAMLPair: Sendable {
  var key: YAMLKey
  var value: YAMLNode
}

extension [YAMLPair] {
  subscript(name: String) -> YAMLPair? { first { $0.key.name == name } }
}
