/// One pattern with the meaning that git gives it, matched on bytes.
///
/// `*` is any run of bytes without `/`, `?` one byte but `/`, `[a-z]`, `[!a]` and `[[:digit:]]` one of a set, `**` as a
/// whole component any number of components, `\` takes the next byte as it is. A pattern with a `/` at its start or in its middle is matched
/// with the whole path below the root, any other with the last name only. `/` at the end: directories only.
struct GlobPattern: Sendable {
  /// After `!`: what matches is taken back in.
  let isNegated: Bool
  let directoriesOnly: Bool
  /// Matched with the path from the root; else with the last name.
  let isAnchored: Bool
  private let form: Form

  /// The forms that most patterns have need no matcher.
  private enum Form: Sendable {
    case literal([UInt8])
    /// `*.tmp`
    case suffix([UInt8])
    /// `cache*`
    case prefix([UInt8])
    case glob([GlobToken])
  }

  /// Throws what is wrong with the pattern, as a sentence's end.
  init(_ text: String) throws(PatternError) {
    var body = Array(text.utf8)[...]
    let slash = UInt8(ascii: "/")
    isNegated = body.first == UInt8(ascii: "!")
    if isNegated { body = body.dropFirst() }
    directoriesOnly = body.last == slash
    if directoriesOnly { body = body.dropLast() }
    isAnchored = body.contains(slash)
    if body.first == slash { body = body.dropFirst() }
    guard !body.isEmpty else { throw PatternError(pattern: text, message: "matches nothing: it names no file") }
    guard !body.contains(0) else { throw PatternError(pattern: text, message: "no file name has a NUL in it") }
    let tokens = try GlobToken.parse(Array(body), of: text)
    let literals = tokens.map { token -> UInt8? in
      if case .byte(let byte) = token { byte } else { nil }
    }
    if case .some(let bytes) = Self.all(literals) {
      form = .literal(bytes)
    } else if !isAnchored, tokens.first == .anyRun, case .some(let bytes) = Self.all(literals.dropFirst()) {
      form = .suffix(bytes)
    } else if !isAnchored, tokens.last == .anyRun, case .some(let bytes) = Self.all(literals.dropLast()) {
      form = .prefix(bytes)
    } else {
      form = .glob(tokens)
    }
  }

  /// Whether a path below the root, without a leading `/`, is what the pattern names.
  func matches(path: Span<UInt8>, nameStart: Int, isDirectory: Bool) -> Bool {
    if directoriesOnly, !isDirectory { return false }
    let subject = isAnchored ? path : path.extracting(nameStart..<path.count)
    switch form {
    case .literal(let bytes):
      return subject.count == bytes.count && Self.equal(subject, 0, bytes)
    case .suffix(let bytes):
      return subject.count >= bytes.count && Self.equal(subject, subject.count - bytes.count, bytes)
    case .prefix(let bytes):
      return subject.count >= bytes.count && Self.equal(subject, 0, bytes)
    case .glob(let tokens):
      return GlobToken.matches(tokens.span, subject)
    }
  }

  private static func equal(_ subject: Span<UInt8>, _ start: Int, _ bytes: [UInt8]) -> Bool {
    for index in bytes.indices where subject[start + index] != bytes[index] { return false }
    return true
  }

  private static func all(_ bytes: some Collection<UInt8?>) -> [UInt8]? {
    var result: [UInt8] = []
    for byte in bytes {
      guard let byte else { return nil }
      result.append(byte)
    }
    return result
  }
}
