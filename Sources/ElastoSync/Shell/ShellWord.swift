/// A word of a line, without its quotes.
package struct ShellWord: Sendable, Equatable {
  /// What it says.
  package var text: String
  /// The same as a pattern: what was quoted stands for itself, `*`, `?` and `[` that were not are patterns.
  package var pattern: String
  package var hasPattern: Bool

  package init(text: String = "", pattern: String = "", hasPattern: Bool = false) {
    self.text = text
    self.pattern = pattern
    self.hasPattern = hasPattern
  }

  mutating func append(_ scalar: Unicode.Scalar, isQuoted: Bool) {
    text.unicodeScalars.append(scalar)
    if Self.isPattern(scalar) {
      if isQuoted { pattern.append("\\") } else { hasPattern = true }
    }
    pattern.unicodeScalars.append(scalar)
  }

  /// A backslash that is not quoted never gets here: it quotes what is behind it.
  private static func isPattern(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "*", "?", "[", "\\": true
    default: false
    }
  }
}
