/// What libyaml reports, without its memory. Lines and columns count from 1.
struct YAMLEvent {
  struct Position {
    var line: Int
    var column: Int
  }

  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias(String)
    case scalar(String, isPlain: Bool)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  var kind: Kind
  var anchor: String?
  /// Only one that was written.
  var tag: String?
  var start: Position
  var end: Position
}

/// The text is not YAML, at this place.
struct YAMLSyntaxError: Error {
  var message: String
  var position: YAMLEvent.Position
}
