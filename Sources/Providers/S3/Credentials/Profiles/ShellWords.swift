/// Takes a command line apart as a shell would, without any of a shell's powers: no variables, no patterns, no pipes.
enum ShellWords {
  /// Words are separated by blanks. Single quotes keep everything, double quotes all but `\` before `"`, `\`, `$` and
  /// a backquote; outside of quotes, `\` keeps the next character. `nil` where a quote is not closed.
  static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String.UnicodeScalarView?
    var scalars = line.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case " ", "\t", "\n", "\r":
        if let done = word { words.append(String(done)) }
        word = nil
      case "'":
        var inner = word ?? .init()
        while true {
          guard let next = scalars.next() else { return nil }
          if next == "'" { break }
          inner.append(next)
        }
        word = inner
      case "\"":
        guard let inner = doubleQuoted(&scalars) else { return nil }
        word = (word ?? .init()) + inner
      case "\\":
        guard let next = scalars.next() else { return nil }
        word = (word ?? .init()) + [next]
      default:
        word = (word ?? .init()) + [scalar]
      }
    }
    if let word { words.append(String(word)) }
    return words
  }

  private static func doubleQuoted(
    _ scalars: inout String.UnicodeScalarView.Iterator
  ) -> String.UnicodeScalarView? {
    var inner = String.UnicodeScalarView()
    while let scalar = scalars.next() {
      if scalar == "\"" { return inner }
      guard scalar == "\\" else {
        inner.append(scalar)
        continue
      }
      guard let next = scalars.next() else { return nil }
      if !["\"", "\\", "$", "`"].contains(next) { inner.append(scalar) }
      inner.append(next)
    }
    return nil
  }
}
