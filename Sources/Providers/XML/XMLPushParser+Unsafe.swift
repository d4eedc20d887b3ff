import CXML

/// libxml2's push parser with callbacks of ours in place of its tree.
final class XMLPushParser {
  private let context: xmlParserCtxtPtr
  private let events: XMLEvents
  /// Once, before threads use the library side by side.
  private static let library: Void = xmlInitParser()

  /// `nil` where libxml2 has no memory.
  init?(_ events: XMLEvents) {
    self.events = events
    _ = Self.library
    var handler = xmlSAXHandler()
    handler.initialized = XML_SAX2_MAGIC
    handler.startElementNs = { context, name, _, _, _, _, count, _, attributes in
      guard let events = XMLPushParser.events(of: context), let name, !events.isStopped else { return }
      events.begin(String(cString: name), XMLPushParser.attributes(attributes, count: Int(count)))
    }
    handler.endElementNs = { context, _, _, _ in
      if let events = XMLPushParser.events(of: context), !events.isStopped { events.end() }
    }
    handler.characters = { context, bytes, count in
      guard let events = XMLPushParser.events(of: context), !events.isStopped, let bytes, count > 0 else { return }
      events.characters(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
    handler.cdataBlock = handler.characters
    handler.internalSubset = { context, _, _, _ in
      XMLPushParser.events(of: context)?.fail(.definesTypes)
    }
    handler.serror = { context, error in
      guard let events = XMLPushParser.events(of: context), let error, error.pointee.level == XML_ERR_FATAL else {
        return
      }
      let reason = error.pointee.message.map { String(cString: $0) } ?? "no reason given"
      let line = reason.split(whereSeparator: \.isNewline).first ?? ""
      events.fail(.malformed("\(line.prefix(120)), line \(error.pointee.line)"))
    }
    let user = Unmanaged.passUnretained(events).toOpaque()
    guard let context = xmlCreatePushParserCtxt(&handler, user, nil, 0, nil) else { return nil }
    self.context = context
    // No XML_PARSE_NOENT and no XML_PARSE_DTDLOAD: entities are not expanded, nothing is loaded.
    xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue))
  }

  deinit { xmlFreeParserCtxt(context) }

  func push(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while !rest.isEmpty, !events.isStopped {
      let step = min(rest.count, 1 << 20)
      xmlParseChunk(context, rest.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(step), 0)
      rest = UnsafeRawBufferPointer(rebasing: rest[step...])
    }
  }

  /// The document has no more bytes.
  func finish() {
    if !events.isStopped { xmlParseChunk(context, nil, 0, 1) }
  }

  /// Five pointers for each: name, prefix, name space, where the value begins, where it ends.
  private static func attributes(
    _ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int
  ) -> [String: String] {
    guard let list, count > 0 else { return [:] }
    var attributes: [String: String] = [:]
    for place in 0..<count {
      guard let name = list[5 * place], let start = list[5 * place + 3], let end = list[5 * place + 4] else { continue }
      let value = String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
      // The library leaves this one for whoever builds a tree of it.
      attributes[String(cString: name)] = value.replacing("&#38;", with: "&")
    }
    return attributes
  }

  /// The callbacks' first argument is what was given as user data: the events. It is alive, since the parser holds it.
  private static func events(of user: UnsafeMutableRawPointer?) -> XMLEvents? {
    user.map { Unmanaged<XMLEvents>.fromOpaque($0).takeUnretainedValue() }
  }
}
