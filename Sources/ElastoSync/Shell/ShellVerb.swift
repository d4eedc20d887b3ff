/// A command of the shell, as far as its line has to be understood before it is carried out.
package struct ShellVerb: Sendable {
  /// What a word of the line names.
  package enum Kind: Sendable, Hashable {
    case remote, remoteFolder
    case local, localFolder
    case verb
    case nothing
  }

  package var name: String
  /// The options by their whole names, `--long`; one with one dash is written so.
  package var flags: [String]
  /// Options with a value behind them.
  package var valued: [String]
  /// What the words are that are no options.
  package var first: Kind
  /// Those in between; the first where there are no more.
  package var middle: Kind
  package var last: Kind
  /// With so many operands the current folder is meant as one more, the last.
  package var impliedAfter: Int?

  package init(
    _ name: String, flags: [String] = [], valued: [String] = [], first: Kind, middle: Kind? = nil, last: Kind? = nil,
    impliedAfter: Int? = nil
  ) {
    self.name = name
    self.flags = flags
    self.valued = valued
    self.first = first
    self.middle = middle ?? first
    self.last = last ?? first
    self.impliedAfter = impliedAfter
  }

  package var options: [String] { flags + valued }

  /// Which of the words behind the name are no options and no values of options.
  package func operands(_ words: [ShellWord]) -> [Int] {
    var found: [Int] = []
    var isValue = false
    var areAll = false
    for (index, word) in words.enumerated() {
      if isValue {
        isValue = false
      } else if areAll || !word.text.hasPrefix("-") || word.text == "-" {
        found.append(index)
      } else if word.text == "--" {
        areAll = true
      } else {
        isValue = valued.contains(word.text)
      }
    }
    return found
  }

  /// What the operand at `index` of `count` is.
  package func kind(of index: Int, count: Int) -> Kind {
    if index == 0 { return first }
    return index == count - 1 ? last : middle
  }
}
