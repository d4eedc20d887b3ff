/// Paths, locations, and the names of other entries.
extension ValueType where Value == LocalPath {
  static let path = ValueType.scalar("path", write: { $0.text.variablesEscaped }) {
    text, node, decoding throws(ValueFault) in
    LocalPath(try LocalPath.checked(text), relativeTo: decoding.folder(of: node.mark), mark: node.mark)
  }
}

extension ValueType where Value == Location {
  static let location = ValueType.scalar("location", write: { $0.description.variablesEscaped }) {
    text, node, decoding throws(ValueFault) in
    try Location(parsing: text, relativeTo: decoding.folder(of: node.mark), mark: node.mark)
  }
}

extension ValueType where Value == NameReference {
  /// The name of another entry; whether it is there is looked at when all are read.
  static func reference(to noun: String) -> ValueType {
    .scalar("name of a \(noun)", pattern: EntryName.pattern, write: \.name) { text, node, _ throws(ValueFault) in
      guard EntryName.isValid(text) else { throw ValueFault("\"\(text)\" is no name: \(EntryName.rule)") }
      return NameReference(text, mark: node.mark)
    }
  }
}

extension ValueType where Value == [NameReference] {
  /// One name or several, none of them twice.
  static func references(to noun: String) -> ValueType {
    ValueType<NameReference>.reference(to: noun).oneOrMore(named: "names of \(noun)s").refused { names in
      if names.isEmpty { return "no name here, where those of \(noun)s belong" }
      return repeated(in: names.map(\.name)).map { "\"\($0)\" is named twice" }
    }
  }
}

extension ValueType where Value == [LocalPath] {
  static let paths = ValueType<LocalPath>.path.oneOrMore(named: "list of paths").refused { paths in
    repeated(in: paths.map(\.text)).map { "\($0) is named twice" }
  }
}

extension ValueType where Value == [String] {
  static let texts = ValueType<String>.text.oneOrMore(named: "list of texts")
  static let tags = ValueType<String>.tag.oneOrMore(named: "list of tags")
  static let calendars = ValueType<String>.calendar.oneOrMore(named: "calendar expressions").refused {
    $0.isEmpty ? "no time here" : nil
  }

  /// A program and its arguments. A program named by a relative path is relative to the manifest, one without a
  /// slash is looked up in `PATH`.
  static let command: ValueType = {
    var type = ValueType<String>.argument.list(named: "list of a program and its arguments")
    let decode = type.decode
    type.decode = { node, decoding in
      if case .scalar(let text, _) = node.content, !node.isAbsent {
        decoding.faults.report(
          .value, "text where a list of a program and its arguments belongs: no shell takes it apart", at: node,
          suggestion: "write [\(text.split(separator: " ").joined(separator: ", "))]")
        return nil
      }
      guard var words = decode(node, decoding) else { return nil }
      guard let program = words.first, !program.isEmpty else {
        decoding.faults.report(.value, "a command without a program", at: node)
        return nil
      }
      if program.contains("/") { words[0] = LocalPath(program, relativeTo: decoding.folder(of: node.mark)).text }
      return words
    }
    return type
  }()
}

extension ValueType where Value == [[String]] {
  /// Commands, one after the other.
  static let commands: ValueType = {
    var type = ValueType<[String]>.command.list(named: "list of commands")
    let decode = type.decode
    type.decode = { node, decoding in
      if case .sequence(let items) = node.content, let first = items.first, case .scalar = first.content {
        decoding.faults.report(
          .value, "one command where a list of commands belongs", at: node,
          suggestion: "put it into brackets of its own: [[…]]")
        return nil
      }
      return decode(node, decoding)
    }
    return type
  }()
}

/// The first text that is there twice.
private func repeated(in texts: [String]) -> String? {
  var seen: Set<String> = []
  return texts.first { !seen.insert($0).inserted }
}
