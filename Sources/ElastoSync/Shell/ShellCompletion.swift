/// What could stand where the cursor is: asked for in `wanted`, and put together by `answer`. Pure.
package struct ShellCompletion: Sendable {
  package struct Answer: Sendable, Equatable {
    /// To be typed at the cursor.
    package var insertion: String
    /// What there is to choose from, where nothing can be inserted.
    package var choices: [String]

    package static let nothing = Answer(insertion: "", choices: [])
  }

  /// The word up to the cursor.
  package let typed: ShellWord
  /// What names are wanted from stores and folders.
  package let wanted: Set<ShellVerb.Kind>
  /// Names that are known without asking anybody: commands, options.
  private let known: [String]
  private let quote: ShellScanner.Quote?
  private let isPossible: Bool

  /// - Parameter line: up to the cursor.
  package init(line: String, verbs: [ShellVerb]) {
    var scanner = ShellScanner(separatesCommands: true)
    for scalar in line.unicodeScalars { scanner.take(scalar) }
    typed = scanner.word ?? ShellWord()
    quote = scanner.quote
    isPossible = !scanner.isEscaped && !scanner.isComment
    guard isPossible, let name = scanner.words.first?.text else {
      (known, wanted) = (isPossible ? verbs.map(\.name) : [], [])
      return
    }
    guard let verb = verbs.first(where: { $0.name == name }) else {
      (known, wanted) = ([], [])
      return
    }
    let words = Array(scanner.words.dropFirst())
    let before = verb.operands(words).count
    // The word that is typed is an operand where a further one would be counted as such.
    let isOperand = verb.operands(words + [ShellWord(text: "x")]).count > before
    let isOption = isOperand && typed.text.hasPrefix("-") && quote == nil && !words.contains { $0.text == "--" }
    known = isOption ? verb.options : verb.first == .verb && isOperand ? verbs.map(\.name) : []
    // Whether further words come nobody knows: it may be the last, or one in between.
    wanted = isOption || !isOperand ? [] : before == 0 ? [verb.first] : [verb.middle, verb.last]
  }

  /// - Parameter names: whole words that could be meant; those that do not begin as the typed one are left out.
  package func answer(_ names: [String]) -> Answer {
    guard isPossible, !typed.hasPattern else { return .nothing }
    let fitting = Self.sorted((known + names).filter { $0.utf8.starts(with: typed.text.utf8) && Self.canBeTyped($0) })
    guard let first = fitting.first else { return .nothing }
    let common = fitting.dropFirst().reduce(first, Self.commonPrefix)
    var insertion = ShellWords.escape(rest(of: common), inside: quote)
    // A word that begins with a dash would be an option.
    if typed.text.isEmpty, quote == nil, common.hasPrefix("-") { insertion = "./\(insertion)" }
    if fitting.count == 1, !first.hasSuffix("/"), !first.hasSuffix(":") {
      insertion += (quote.map { String($0.rawValue) } ?? "") + " "
    }
    return Answer(insertion: insertion, choices: insertion.isEmpty ? fitting.map(Self.lastPart) : [])
  }

  private func rest(of name: String) -> String {
    String(Substring(name.utf8.dropFirst(typed.text.utf8.count)))
  }

  /// A line has no control characters in it.
  private static func canBeTyped(_ name: String) -> Bool {
    !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  private static func sorted(_ names: [String]) -> [String] {
    let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return sorted.enumerated().filter { $0 == 0 || !sorted[$0 - 1].utf8.elementsEqual($1.utf8) }.map(\.element)
  }

  private static func commonPrefix(_ left: String, _ right: String) -> String {
    let pairs = zip(left.unicodeScalars, right.unicodeScalars)
    var common = String.UnicodeScalarView()
    common.append(contentsOf: pairs.prefix { $0 == $1 }.map(\.0))
    return String(common)
  }

  /// What stands behind the last folder.
  private static func lastPart(_ name: String) -> String {
    let bytes = name.utf8
    let end = bytes.last == UInt8(ascii: "/") ? bytes.index(before: bytes.endIndex) : bytes.endIndex
    guard let slash = bytes[..<end].lastIndex(of: UInt8(ascii: "/")) else { return name }
    return String(name[name.utf8.index(after: slash)...])
  }
}
