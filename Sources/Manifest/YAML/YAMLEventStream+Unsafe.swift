import CYAML

/// libyaml's parser, one event at a time, over a text in memory. The only place that calls libyaml.
struct YAMLEventStream: ~Copyable {
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let input: UnsafeMutableBufferPointer<UInt8>

  init(text: String) throws(YAMLSyntaxError) {
    let bytes = Array(text.utf8)
    input = .allocate(capacity: bytes.count)
    _ = input.initialize(from: bytes)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      input.deallocate()
      throw YAMLSyntaxError(message: "out of memory", position: .init(line: 0, column: 0))
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event; not to be called behind `streamEnd`.
  mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    let start = Self.position(event.start_mark)
    let end = Self.position(event.end_mark)
    func made(_ kind: YAMLEvent.Kind, _ anchor: UnsafeMutablePointer<UInt8>?, _ tag: UnsafeMutablePointer<UInt8>?)
      -> YAMLEvent
    {
      YAMLEvent(
        kind: kind, anchor: anchor.map { String(cString: $0) }, tag: tag.map { String(cString: $0) },
        start: start, end: end)
    }
    switch event.type {
    case YAML_STREAM_START_EVENT: return made(.streamStart, nil, nil)
    case YAML_DOCUMENT_START_EVENT: return made(.documentStart, nil, nil)
    case YAML_DOCUMENT_END_EVENT: return made(.documentEnd, nil, nil)
    case YAML_ALIAS_EVENT:
      let name = event.data.alias.anchor.map { String(cString: $0) }
      return made(.alias(name ?? ""), nil, nil)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      return made(.scalar(text, isPlain: isPlain), scalar.anchor, scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      return made(.sequenceStart, event.data.sequence_start.anchor, event.data.sequence_start.tag)
    case YAML_SEQUENCE_END_EVENT: return made(.sequenceEnd, nil, nil)
    case YAML_MAPPING_START_EVENT:
      return made(.mappingStart, event.data.mapping_start.anchor, event.data.mapping_start.tag)
    case YAML_MAPPING_END_EVENT: return made(.mappingEnd, nil, nil)
    default: return made(.streamEnd, nil, nil)
    }
  }

  private func failure() -> YAMLSyntaxError {
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "it cannot be read"
    let context = state.context.map { String(cString: $0) + ": " } ?? ""
    // The reader, which decodes UTF-8, knows no mark of its own: the parser's is just before the place.
    let mark = state.error == YAML_READER_ERROR ? state.mark : state.problem_mark
    return YAMLSyntaxError(message: "not YAML: \(context)\(problem)", position: Self.position(mark))
  }

  private static func position(_ mark: yaml_mark_t) -> YAMLEvent.Position {
    .init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}
