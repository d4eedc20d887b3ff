/// Lines as people type them, taken apart and put together; nothing in them is expanded.
///
/// Words are apart by white space. Quotes of either kind hold them together; a backslash takes the next character as it
/// is, inside of double quotes too. `;` ends a command, and `#` where one could begin makes the rest a comment.
package enum ShellWords {
  /// The commands of a line, none of them empty.
  package static func commands(_ line: String) throws(ShellSyntaxError) -> [[ShellWord]] {
    try scan(line, separatesCommands: true).commands
  }

  /// The words of a text in which `;` and `#` are characters like any other.
  package static func words(_ text: String) throws(ShellSyntaxError) -> [String] {
    try scan(text, separatesCommands: false).commands.first?.map(\.text) ?? []
  }

  /// A word that reads as the text and nothing else.
  package static func quote(_ text: String) -> String {
    if text.isEmpty { return "''" }
    guard text.unicodeScalars.contains(where: needsQuotes) else { return text }
    return "'" + escape(text, inside: .single) + "'"
  }

  /// The text as it is typed where a quote, or none, is open.
  static func escape(_ text: String, inside quote: ShellScanner.Quote?) -> String {
    var typed = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch quote {
      case .single where scalar == "'": typed.append(contentsOf: "'\\''".unicodeScalars)
      case .double where scalar == "\"" || scalar == "\\": typed.append(contentsOf: ["\\", scalar])
      case nil where needsQuotes(scalar): typed.append(contentsOf: ["\\", scalar])
      default: typed.append(scalar)
      }
    }
    return String(typed)
  }

  private static func needsQuotes(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "'", "\"", "\\", ";", "#", "*", "?", "[", "~": true
    default: ShellScanner.isSpace(scalar)
    }
  }

  private static func scan(_ text: String, separatesCommands: Bool) throws(ShellSyntaxError) -> ShellScanner {
    var scanner = ShellScanner(separatesCommands: separatesCommands)
    for scalar in text.unicodeScalars { scanner.take(scalar) }
    try scanner.finish()
    return scanner
  }
}
