/// The text of one manifest file, by lines as YAML counts them.
struct SourceText {
  /// From a mark to where the text ends.
  struct Stretch {
    var mark: SourceMark
    var end: SourceMark
  }

  let file: String
  let text: String
  private let lines: [[Unicode.Scalar]]

  init(file: String, text: String) {
    self.file = file
    self.text = text
    lines = Self.split(text)
  }

  /// YAML 1.1 breaks lines at LF, CR, CR LF, NEL, LS and PS.
  private static func split(_ text: String) -> [[Unicode.Scalar]] {
    var lines: [[Unicode.Scalar]] = [[]]
    var afterReturn = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where afterReturn: break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lines.append([])
      default: lines[lines.count - 1].append(scalar)
      }
      afterReturn = scalar == "\r"
    }
    return lines
  }

  /// The mark of `part` on the mark's line, at or behind its column.
  func mark(of part: String, after mark: SourceMark) -> SourceMark? {
    guard lines.indices.contains(mark.line - 1) else { return nil }
    let line = lines[mark.line - 1]
    let part = Array(part.unicodeScalars)
    guard mark.column >= 1, line.count - part.count >= mark.column - 1 else { return nil }
    let start = (mark.column - 1...line.count - part.count).first { line[$0..<$0 + part.count].elementsEqual(part) }
    return start.map { SourceMark(file: file, line: mark.line, column: $0 + 1) }
  }

  /// One line for people: what lies in a stretch becomes `*`, a control character a space.
  ///
  /// - Parameter unsure: the file could not be parsed, so what follows a key that sounds secret is blotted too.
  func excerpt(line number: Int, blotting stretches: [Stretch], unsure: Bool) -> String {
    guard lines.indices.contains(number - 1) else { return "" }
    var line = lines[number - 1].map { $0 != "\t" && $0.properties.generalCategory == .control ? " " : $0 }
    for stretch in stretches where stretch.mark.file == file && (stretch.mark.line...stretch.end.line).contains(number)
    {
      let from = stretch.mark.line == number ? stretch.mark.column - 1 : 0
      let to = stretch.end.line == number ? min(stretch.end.column - 1, line.count) : line.count
      for index in from..<max(from, to) { line[index] = "*" }
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: line)
    return unsure && soundsSecret(text) ? "" : text
  }

  private func soundsSecret(_ line: String) -> Bool {
    let line = line.lowercased()
    return ["pass", "secret", "key", "token", "credential"].contains { line.contains($0) }
  }
}
