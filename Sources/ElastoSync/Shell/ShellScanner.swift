/// Takes a line apart, character by character. At every moment it knows what the next one would mean.
struct ShellScanner {
  enum Quote: Character {
    case single = "'"
    case double = "\""
  }

  /// Commands that are whole, and the words of the one that is not.
  private(set) var commands: [[ShellWord]] = []
  private(set) var words: [ShellWord] = []
  /// The word that is under way.
  private(set) var word: ShellWord?
  private(set) var quote: Quote?
  private(set) var isEscaped = false
  private(set) var isComment = false
  /// Where the open quote or the last backslash stands, from 1.
  private(set) var openColumn = 0
  private let separatesCommands: Bool
  private var column = 0

  /// - Parameter separatesCommands: whether `;` ends a command, and `#` in place of one begins a comment.
  init(separatesCommands: Bool) { self.separatesCommands = separatesCommands }

  mutating func take(_ scalar: Unicode.Scalar) {
    column += 1
    if isComment { return }
    if isEscaped {
      isEscaped = false
      return append(scalar, isQuoted: true)
    }
    switch quote {
    case .single: takeInside(scalar, end: "'")
    case .double:
      if scalar == "\\" { escape() } else { takeInside(scalar, end: "\"") }
    case nil: takeOutside(scalar)
    }
  }

  /// Ends the last word and the last command.
  mutating func finish() throws(ShellSyntaxError) {
    if let quote {
      throw ShellSyntaxError(
        column: openColumn, message: "the quote (\(quote.rawValue)) that begins here is not closed")
    }
    if isEscaped { throw ShellSyntaxError(column: openColumn, message: "a backslash with nothing behind it") }
    endCommand()
  }

  private mutating func takeInside(_ scalar: Unicode.Scalar, end: Unicode.Scalar) {
    if scalar == end { quote = nil } else { append(scalar, isQuoted: true) }
  }

  private mutating func takeOutside(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\\": escape()
    case "'": open(.single)
    case "\"": open(.double)
    case ";" where separatesCommands: endCommand()
    case "#" where separatesCommands && words.isEmpty && word == nil: isComment = true
    case _ where Self.isSpace(scalar): endWord()
    default: append(scalar, isQuoted: false)
    }
  }

  private mutating func open(_ quote: Quote) {
    self.quote = quote
    openColumn = column
    word = word ?? ShellWord()
  }

  private mutating func escape() {
    isEscaped = true
    if quote == nil { openColumn = column }
  }

  private mutating func append(_ scalar: Unicode.Scalar, isQuoted: Bool) {
    var changed = word ?? ShellWord()
    changed.append(scalar, isQuoted: isQuoted)
    word = changed
  }

  private mutating func endWord() {
    if let word { words.append(word) }
    word = nil
  }

  private mutating func endCommand() {
    endWord()
    if !words.isEmpty { commands.append(words) }
    words = []
  }

  /// Spaces of other kinds belong to names.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || (9...13).contains(scalar.value) }
}
