/// Which chunker a repository's files are cut with; chosen when the repository is created, and kept.
///
/// The names stand in a repository's `config`; a repository that names none is cut with `rabin`. What a name means
/// never changes: another algorithm, or other constants, get another name.
public enum ChunkerKind: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// restic's own, which shares chunks with restic's clients.
  case rabin
  /// About four times as fast; chunks are shared among our own clients only.
  case fast = "elasto-fast-1"

  public var description: String { rawValue }

  /// Reads the name in a repository's `config`; `nil` there means `rabin`. Throws `unknownAlgorithm`.
  public init(recorded name: String?) throws(ChunkerError) {
    guard let name else {
      self = .rabin
      return
    }
    guard let kind = ChunkerKind(rawValue: name) else {
      throw ChunkerError(
        .unknownAlgorithm, "this version does not know the chunker that the repository was created with; update it",
        location: name)
    }
    self = kind
  }

  /// What to write to a repository's `config`; `nil` where nothing is written, which is how restic does it.
  public var recorded: String? { self == .rabin ? nil : rawValue }

  /// A chunker for one thread, with the repository's own constants.
  public func makeChunker(polynomial: UInt64) throws(ChunkerError) -> any ContentChunker {
    let polynomial = try RabinPolynomial.checked(polynomial)
    return switch self {
    case .rabin: try RabinChunker(polynomial: polynomial)
    case .fast: try FastChunker(polynomial: polynomial)
    }
  }
}
