import ElastoSync

/// A command line in one text, taken apart as a shell would, without expanding anything.
enum CommandWords {
  /// Words are apart by spaces; quotes of either kind hold them together, a backslash takes the next character as it is.
  static func split(_ text: String) throws(RunError) -> [String] {
    let words: [String]
    do throws(ShellSyntaxError) {
      words = try ShellWords.words(text)
    } catch {
      throw RunError(.usage, "\(error)", location: text)
    }
    guard !words.isEmpty else { throw RunError(.usage, "a command is wanted, and this is empty") }
    return words
  }
}
