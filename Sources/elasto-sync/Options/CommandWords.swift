import ElastoSync

/// A command line in one text, taken apart as a shell would, without expanding anything.
enum CommandWords {
  /// Words are apart by spaces; quotes of either kind hold them together, a backslash takes the next character as it is.
  static func split(_ text: String) throws(RunError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else {
      throw RunError(.usage, "a quote or a backslash at the end is not closed", location: text)
    }
    if let whole = word { words.append(whole) }
    guard !words.isEmpty else { throw RunError(.usage, "a command is wanted, and this is empty") }
    return words
  }
}
