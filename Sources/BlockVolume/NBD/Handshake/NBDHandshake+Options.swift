extension NBDHandshake {
  mutating func answer(_ option: NBDOption, _ flags: NBDHandshakeFlags, _ offers: NBDOffers) -> Action {
    let kind = NBDOption.Kind(rawValue: option.kind)
    if kind == .exportName { return enter(option.data, flags, offers) }
    // All that a client may send that does not know how to read answers.
    guard flags.contains(.fixedNewstyle) else { return end("an option needs the fixed negotiation") }
    switch kind {
    case .abort:
      return end("the client gave up", reply(option, .acknowledged))
    case .list:
      return .send(option.data.isEmpty ? list(option, offers) : refuse(option, .invalid, "this option has no data"))
    case .info:
      return .send(information(option, offers).bytes)
    case .go:
      let answer = information(option, offers)
      return answer.offer.map { transmit(answer.bytes, to: $0) } ?? .send(answer.bytes)
    case .structuredReply:
      guard option.data.isEmpty else { return .send(refuse(option, .invalid, "this option has no data")) }
      hasStructuredReplies = true
      return .send(reply(option, .acknowledged))
    case .listMetaContext:
      return .send(metaContexts(option, offers) { $0.isEmpty || $0.contains { Self.matches($0, orWildcard: true) } })
    case .setMetaContext:
      allocationContext = nil
      return .send(setMetaContext(option, offers))
    case .startTLS:
      return .send(refuse(option, .unsupported, "this server does not encrypt"))
    case .exportName, nil:
      return .send(refuse(option, .unsupported, "this server does not know the option"))
    }
  }

  /// There is no way to refuse: an export that is not there ends the connection.
  private mutating func enter(_ name: [UInt8], _ flags: NBDHandshakeFlags, _ offers: NBDOffers) -> Action {
    guard let offer = offers[name] else { return end("there is no export \(Self.quoted(name))") }
    var bytes: [UInt8] = []
    bytes.append(bigEndian: offer.size)
    bytes.append(bigEndian: offer.flags(hasStructuredReplies: hasStructuredReplies).rawValue)
    if !flags.contains(.noZeroes) { bytes += [UInt8](repeating: 0, count: 124) }
    return transmit(bytes, to: offer)
  }

  private func list(_ option: NBDOption, _ offers: NBDOffers) -> [UInt8] {
    offers.list.flatMap { offer in
      var data: [UInt8] = []
      data.append(bigEndian: UInt32(truncatingIfNeeded: offer.name.count))
      return reply(option, .server, data + offer.name + offer.description)
    } + reply(option, .acknowledged)
  }

  /// The offer is `nil` where the bytes say no.
  private func information(_ option: NBDOption, _ offers: NBDOffers) -> (bytes: [UInt8], offer: NBDOffer?) {
    guard let request = NBDInfoRequest(decoding: option.data) else {
      return (refuse(option, .invalid, "the option's fields do not fill it"), nil)
    }
    guard let offer = offers[request.name] else { return (refuse(option, unknown: request.name), nil) }
    // The sizes are told to those who did not ask too: what is refused because of them is less of a riddle.
    var list: [NBDInformation] = [
      .export(size: offer.size, offer.flags(hasStructuredReplies: hasStructuredReplies)),
      .blockSizes(block: offer.block, preferred: offer.preferred, largest: offer.largest),
    ]
    if request.kinds.contains(NBDInformation.Kind.name.rawValue) { list.append(.name(offer.name)) }
    if request.kinds.contains(NBDInformation.Kind.description.rawValue), !offer.description.isEmpty {
      list.append(.description(offer.description))
    }
    return (list.flatMap { reply(option, .info, $0.encoded) } + reply(option, .acknowledged), offer)
  }

  private mutating func setMetaContext(_ option: NBDOption, _ offers: NBDOffers) -> [UInt8] {
    guard hasStructuredReplies else { return refuse(option, .invalid, "contexts need structured replies") }
    return metaContexts(option, offers) { queries in
      guard queries.contains(where: { Self.matches($0, orWildcard: false) }) else { return false }
      // Decoded once more: who asks for a context is rare.
      allocationContext = NBDMetaContextRequest(decoding: option.data).flatMap { offers[$0.name]?.name }
      return true
    }
  }

  private func metaContexts(
    _ option: NBDOption, _ offers: NBDOffers, _ isWanted: ([[UInt8]]) -> Bool
  ) -> [UInt8] {
    guard let request = NBDMetaContextRequest(decoding: option.data) else {
      return refuse(option, .invalid, "the option's fields do not fill it")
    }
    guard offers[request.name] != nil else { return refuse(option, unknown: request.name) }
    guard isWanted(request.queries) else { return reply(option, .acknowledged) }
    var data: [UInt8] = []
    data.append(bigEndian: NBDSession.allocationContext)
    return reply(option, .metaContext, data + NBDStatusExtent.context) + reply(option, .acknowledged)
  }

  private static func matches(_ query: [UInt8], orWildcard: Bool) -> Bool {
    query == NBDStatusExtent.context || orWildcard && query == Array("base:".utf8)
  }

  private func refuse(_ option: NBDOption, unknown name: [UInt8]) -> [UInt8] {
    refuse(option, .unknownExport, "there is no export \(Self.quoted(name))")
  }

  private func refuse(_ option: NBDOption, _ kind: NBDOptionReply.Kind, _ message: String) -> [UInt8] {
    reply(option, kind, Array(message.utf8))
  }

  private func reply(_ option: NBDOption, _ kind: NBDOptionReply.Kind, _ data: [UInt8] = []) -> [UInt8] {
    var bytes: [UInt8] = []
    NBDOptionReply(option.kind, kind, data).encode(into: &bytes)
    return bytes
  }

  /// A name from outside, fit for a message.
  private static func quoted(_ name: [UInt8]) -> String {
    let text = String(decoding: name.prefix(256), as: UTF8.self)
    return "“" + String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 })) + "”"
  }
}
