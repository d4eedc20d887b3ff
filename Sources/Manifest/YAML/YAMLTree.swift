/// Builds the tree of one file from libyaml's events, within bounds that no honest manifest meets.
struct YAMLTree: ~Copyable {
  static let depthLimit = 50
  static let nodeLimit = 100_000

  private let file: String
  private let faults: FaultCollector
  private var events: YAMLEventStream
  private var anchors: [String: YAMLNode] = [:]
  private var openAnchors: Set<String> = []
  private var nodes = 0

  private init(_ source: SourceText, faults: FaultCollector) throws(YAMLSyntaxError) {
    file = source.file
    self.faults = faults
    events = try YAMLEventStream(text: source.text)
  }

  /// The document of a file, nil after a fault that leaves nothing to look at; an empty file is an empty mapping.
  /// Duplicate keys are reported, the first of them counts.
  static func read(_ source: SourceText, faults: FaultCollector) -> YAMLNode? {
    do throws(YAMLSyntaxError) {
      var tree = try YAMLTree(source, faults: faults)
      return try tree.document()
    } catch {
      let mark = SourceMark(file: source.file, line: error.position.line, column: error.position.column)
      faults.report(.syntax, error.message, at: mark)
      return nil
    }
  }

  private mutating func document() throws(YAMLSyntaxError) -> YAMLNode {
    _ = try events.next()
    let first = try events.next()
    if case .streamEnd = first.kind {
      let start = SourceMark(file: file, line: 1, column: 1)
      return YAMLNode(content: .mapping([]), mark: start, end: start, weight: 1)
    }
    let root = try node(try events.next(), depth: 0)
    _ = try events.next()
    let next = try events.next()
    guard case .streamEnd = next.kind else {
      throw YAMLSyntaxError(message: "a second document: a manifest is one; use `include`", position: next.start)
    }
    return root
  }

  private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
    guard depth <= Self.depthLimit else {
      throw YAMLSyntaxError(message: "nested more than \(Self.depthLimit) deep", position: event.start)
    }
    if event.tag != nil {
      throw YAMLSyntaxError(message: "tags (\"!…\") are not used here", position: event.start)
    }
    if let anchor = event.anchor { openAnchors.insert(anchor) }
    var result: YAMLNode
    switch event.kind {
    case .alias(let name):
      return try alias(name, at: event)
    case .sequenceStart:
      result = try sequence(event, depth: depth)
    case .mappingStart:
      result = try mapping(event, depth: depth)
    case .scalar(let text, let isPlain):
      result = made(.scalar(text, isPlain: isPlain), event, end: event.end, weight: 1)
    default:
      throw YAMLSyntaxError(message: "not YAML: no value where one belongs", position: event.start)
    }
    try count(1, at: event)
    if let anchor = event.anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = result
    }
    return result
  }

  private mutating func alias(_ name: String, at event: YAMLEvent) throws(YAMLSyntaxError) -> YAMLNode {
    guard let target = anchors[name], !openAnchors.contains(name) else {
      let problem = openAnchors.contains(name) ? "refers to a value that it is part of" : "has no anchor before it"
      throw YAMLSyntaxError(message: "the alias \"*\(name)\" \(problem)", position: event.start)
    }
    try count(target.weight, at: event)
    return target
  }

  private mutating func count(_ weight: Int, at event: YAMLEvent) throws(YAMLSyntaxError) {
    nodes += weight
    guard nodes <= Self.nodeLimit else {
      throw YAMLSyntaxError(
        message: "more than \(Self.nodeLimit) values, aliases counted as often as they are used",
        position: event.start)
    }
  }

  private mutating func sequence(_ start: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
    var items: [YAMLNode] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind {
        let weight = items.reduce(1) { $0 + $1.weight }
        return made(.sequence(items), start, end: event.end, weight: weight)
      }
      items.append(try node(event, depth: depth + 1))
    }
  }

  private mutating func mapping(_ start: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
    var pairs: [YAMLPair] = []
    var firstMarks: [String: SourceMark] = [:]
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind {
        let weight = pairs.reduce(1) { $0 + $1.value.weight }
        return made(.mapping(pairs), start, end: event.end, weight: weight)
      }
      let key = try key(event, depth: depth)
      let value = try node(try events.next(), depth: depth + 1)
      if let first = firstMarks[key.name] {
        faults.report(
          .duplicate, "\"\(key.name)\" is given twice, first on line \(first.line)", at: key)
      } else {
        firstMarks[key.name] = key.mark
        pairs.append(YAMLPair(key: key, value: value))
      }
    }
  }

  private mutating func key(_ event: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> YAMLKey {
    guard case .scalar(let name, _) = try node(event, depth: depth + 1).content else {
      throw YAMLSyntaxError(message: "a key must be text", position: event.start)
    }
    let mark = SourceMark(file: file, line: event.start.line, column: event.start.column)
    if name == "<<" {
      faults.report(
        .syntax, "\"<<\" does not merge here: use `defaults`, or an alias for a whole value", at: mark, width: 2)
    }
    return YAMLKey(name: name, mark: mark)
  }

  private func made(_ content: YAMLNode.Content, _ start: YAMLEvent, end: YAMLEvent.Position, weight: Int) -> YAMLNode {
    YAMLNode(
      content: content, mark: SourceMark(file: file, line: start.start.line, column: start.start.column),
      end: SourceMark(file: file, line: end.line, column: end.column), weight: weight)
  }
}
