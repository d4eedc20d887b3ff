import Testing

@testable import BlockVolume

@Suite struct NBDHandshakeTests {
  private let offers = NBDOffers(
    list: [.named("disk"), .named("other", size: 1 << 30, isReadOnly: true, description: "of last year")],
    standard: Array("disk".utf8))

  @Test func goTellsSizeFlagsAndBlockSizesAndKeepsWhatFollows() throws {
    var handshake = NBDHandshake()
    let next: [UInt8] = [1, 2, 3]
    let action = handshake.first(offers, flags(3) + option(.go, NBDInfoRequest([]).encoded) + next)
    guard case .transmit(let bytes, let session, let rest) = action else { throw Unexpected(action) }
    #expect(session == NBDSession(export: Array("disk".utf8)))
    #expect(rest == next)
    let expected: NBDTransmissionFlags = [
      .hasFlags, .flush, .forceUnitAccess, .trim, .writeZeroes, .multipleConnections, .cache, .fastZero,
    ]
    #expect(
      try replies(bytes) == [
        NBDOptionReply(7, .info, NBDInformation.export(size: 1 << 20, expected).encoded),
        NBDOptionReply(
          7, .info, NBDInformation.blockSizes(block: 512, preferred: 4096, largest: 32 << 20).encoded),
        NBDOptionReply(7, .acknowledged),
      ])
  }

  @Test func infoTellsTheSameAsGoAndStays() throws {
    var handshake = NBDHandshake()
    let request = NBDInfoRequest(Array("other".utf8), [0, 1, 2, 3, 99]).encoded
    guard case .send(let info) = handshake.first(offers, flags(3) + option(.info, request)) else {
      throw Unexpected(nil)
    }
    guard case .transmit(let go, _, _) = handshake.first(offers, option(.go, request)) else { throw Unexpected(nil) }
    let told = try replies(go)
    #expect(try replies(info).map(\.data) == told.map(\.data))
    #expect(told.contains { $0.data == NBDInformation.name(Array("other".utf8)).encoded })
    #expect(told.contains { $0.data == NBDInformation.description(Array("of last year".utf8)).encoded })
    guard case .export(_, let flags) = NBDInformation(decoding: told[0].data) else { throw Unexpected(nil) }
    #expect(flags.contains(.readOnly) && flags.isDisjoint(with: [.trim, .writeZeroes, .fastZero]))
  }

  @Test(arguments: [(0, 124), (1, 124), (2, 0), (3, 0)] as [(UInt8, Int)])
  func exportNameIsAnsweredWithZerosUnlessTheyAreNotWanted(client: UInt8, zeros: Int) throws {
    var handshake = NBDHandshake()
    let action = handshake.first(offers, flags(client) + option(.exportName, Array("other".utf8)))
    guard case .transmit(let bytes, let session, _) = action else { throw Unexpected(action) }
    #expect(session.export == Array("other".utf8))
    #expect(bytes.prefix(8) == [0, 0, 0, 0, 0x40, 0, 0, 0])
    #expect(bytes.dropFirst(10) == ArraySlice(repeating: 0, count: zeros))
  }

  @Test func anExportThatIsNotThereEndsExportNameAndRefusesGo() throws {
    var handshake = NBDHandshake()
    let request = NBDInfoRequest(Array("none".utf8)).encoded
    guard case .send(let bytes) = handshake.first(offers, flags(3) + option(.go, request)) else {
      throw Unexpected(nil)
    }
    #expect(try replies(bytes).map(\.kind) == [.unknownExport])
    guard case .end([], _) = handshake.first(offers, option(.exportName, Array("none".utf8))) else {
      throw Unexpected(nil)
    }
    #expect(handshake.first(offers, option(.list)) == nil)
  }

  @Test func theEmptyNameIsNoExportWhereNoneIsTheDefault() throws {
    var handshake = NBDHandshake()
    let none = NBDOffers(list: offers.list, standard: nil)
    guard case .send(let bytes) = handshake.first(none, flags(3) + option(.go, NBDInfoRequest([]).encoded)) else {
      throw Unexpected(nil)
    }
    #expect(try replies(bytes).map(\.kind) == [.unknownExport])
  }

  @Test func listNamesEveryExport() throws {
    #expect(
      try answer(option(.list)) == [
        NBDOptionReply(3, .server, [0, 0, 0, 4] + Array("disk".utf8)),
        NBDOptionReply(3, .server, [0, 0, 0, 5] + Array("otherof last year".utf8)),
        NBDOptionReply(3, .acknowledged),
      ])
  }

  @Test(
    arguments: [
      (option(.list, [1]), .invalid), (option(.structuredReply, [1]), .invalid), (option(.startTLS), .unsupported),
      (option(.go, [0, 0, 0, 9, 1]), .invalid), (option(.info), .invalid),
      (option(.setMetaContext, NBDMetaContextRequest([], []).encoded), .invalid),
      (option(.listMetaContext, [0]), .invalid),
      (option(.listMetaContext, NBDMetaContextRequest(Array("none".utf8), []).encoded), .unknownExport),
      (option(4), .unsupported), (option(11), .unsupported), (option(.max, [1, 2]), .unsupported),
    ] as [([UInt8], NBDOptionReply.Kind)])
  func whatIsWrongOrUnknownIsRefusedAndTheNextOptionAnswered(bytes: [UInt8], kind: NBDOptionReply.Kind) throws {
    #expect(try answer(bytes).map(\.kind) == [kind])
    #expect(try answer(bytes + option(.list), actions: 2).last?.kind == .acknowledged)
  }

  @Test func abortIsAcknowledgedAndEnds() throws {
    var handshake = NBDHandshake()
    let action = handshake.first(offers, flags(3) + option(.abort, [1, 2, 3]))
    guard case .end(let bytes, _) = action else { throw Unexpected(action) }
    #expect(try replies(bytes) == [NBDOptionReply(2, .acknowledged)])
  }

  @Test(
    arguments: [
      ([], [[0, 0, 0, 1] + NBDStatusExtent.context]), (["base:"], [[0, 0, 0, 1] + NBDStatusExtent.context]),
      (["qemu:dirty-bitmap:x"], []), (["base:other", "base:allocation"], [[0, 0, 0, 1] + NBDStatusExtent.context]),
    ] as [([String], [[UInt8]])])
  func contextsAreListed(queries: [String], contexts: [[UInt8]]) throws {
    let request = NBDMetaContextRequest([], queries.map { Array($0.utf8) }).encoded
    let answer = try answer(option(.listMetaContext, request))
    #expect(answer.dropLast().map(\.data) == contexts)
    #expect(answer.last?.kind == .acknowledged)
  }

  @Test(
    arguments: [
      ("disk", ["base:allocation"], "disk", true), ("", ["base:allocation"], "disk", true),
      ("disk", ["base:allocation"], "other", false), ("disk", [], "disk", false), ("disk", ["base:"], "disk", false),
      ("disk", ["x:y", "base:allocation"], "", true),
    ] as [(String, [String], String, Bool)])
  func aContextHoldsForTheExportItWasSetFor(
    export: String, queries: [String], used: String, isHeld: Bool
  ) throws {
    var handshake = NBDHandshake()
    let request = NBDMetaContextRequest(Array(export.utf8), queries.map { Array($0.utf8) }).encoded
    let bytes = flags(3) + option(.structuredReply) + option(.setMetaContext, request)
    _ = handshake.first(offers, bytes)
    _ = handshake.next(offers)
    let action = handshake.first(offers, option(.go, NBDInfoRequest(Array(used.utf8)).encoded))
    guard case .transmit(_, let session, _) = action else { throw Unexpected(action) }
    #expect(session.hasStructuredReplies)
    #expect(session.hasAllocationContext == isHeld)
  }

  @Test func aContextThatIsSetAgainReplacesTheFirst() throws {
    var handshake = NBDHandshake()
    let wanted = NBDMetaContextRequest([], [NBDStatusExtent.context]).encoded
    let bytes = flags(3) + option(.structuredReply) + option(.setMetaContext, wanted) + option(.setMetaContext, [7])
    _ = handshake.first(offers, bytes)
    _ = handshake.next(offers)
    _ = handshake.next(offers)
    let action = handshake.first(offers, option(.go, NBDInfoRequest([]).encoded))
    guard case .transmit(_, let session, _) = action else { throw Unexpected(action) }
    #expect(!session.hasAllocationContext)
  }

  @Test func bytesMayComeOneByOne() throws {
    let bytes = flags(3) + option(.structuredReply) + option(.list) + option(.go, NBDInfoRequest([]).encoded)
    var (handshake, actions) = (NBDHandshake(), [NBDHandshake.Action]())
    for byte in bytes {
      handshake.receive([byte])
      while let action = handshake.next(offers) { actions.append(action) }
    }
    #expect(actions.count == 3)
    guard case .transmit = actions.last else { throw Unexpected(actions.last) }
  }

  @Test(
    arguments: [
      [0, 0, 0, 4], [0, 1, 0, 3], Array("GET / HTTP/1.1\r\n\r\n".utf8), flags(3) + Array("IHAVEOPU".utf8),
      flags(3) + option(3, count: UInt32(NBDHandshake.longestOption + 1)), flags(3) + option(3, count: .max),
      flags(0) + option(.list), flags(2) + option(.go, NBDInfoRequest([]).encoded),
    ] as [[UInt8]])
  func whoeverDoesNotSpeakTheProtocolIsLetGo(bytes: [UInt8]) throws {
    var handshake = NBDHandshake()
    let action = handshake.first(offers, bytes)
    guard case .end([], _) = action else { throw Unexpected(action) }
    handshake.receive(option(.list))
    #expect(handshake.next(offers) == nil)
  }

  @Test func aFloodOfOptionsEnds() {
    var (handshake, answers) = (NBDHandshake(), 0)
    handshake.receive(flags(3))
    while true {
      handshake.receive(option(.list))
      guard case .send = handshake.next(offers) else { break }
      answers += 1
    }
    #expect(answers == NBDHandshake.mostOptions)
    #expect(handshake.state == .over)
  }

  // MARK: -

  private struct Unexpected: Error {
    let action: NBDHandshake.Action?
    init(_ action: NBDHandshake.Action?) { self.action = action }
  }

  private func answer(_ bytes: [UInt8], actions: Int = 1) throws -> [NBDOptionReply] {
    var handshake = NBDHandshake()
    handshake.receive(flags(3) + bytes)
    var sent: [UInt8] = []
    for _ in 0..<actions {
      let action = handshake.next(offers)
      guard case .send(let bytes) = action else { throw Unexpected(action) }
      sent += bytes
    }
    #expect(handshake.next(offers) == nil)
    return try replies(sent)
  }

  private func replies(_ bytes: [UInt8]) throws -> [NBDOptionReply] {
    var (fields, list) = (BigEndianFields(bytes), [NBDOptionReply]())
    while !fields.rest.isEmpty {
      list.append(try #require(NBDOptionReply(decoding: &fields)))
    }
    return list
  }
}

private func flags(_ flags: UInt8) -> [UInt8] { [0, 0, 0, flags] }

private func option(_ kind: NBDOption.Kind, _ data: [UInt8] = []) -> [UInt8] { option(kind.rawValue, data) }

private func option(_ kind: UInt32, _ data: [UInt8] = []) -> [UInt8] {
  var bytes: [UInt8] = []
  NBDOption(kind, data).encode(into: &bytes)
  return bytes
}

/// A head whose data does not follow.
private func option(_ kind: UInt32, count: UInt32) -> [UInt8] {
  var bytes = Array("IHAVEOPT".utf8)
  bytes.append(bigEndian: kind)
  bytes.append(bigEndian: count)
  return bytes
}

extension NBDHandshake {
  fileprivate mutating func first(_ offers: NBDOffers, _ bytes: [UInt8]) -> Action? {
    receive(bytes)
    return next(offers)
  }
}

extension NBDOffer {
  static func named(
    _ name: String, size: UInt64 = 1 << 20, isReadOnly: Bool = false, description: String = ""
  ) -> NBDOffer {
    NBDOffer(
      name: Array(name.utf8), description: Array(description.utf8), size: size, isReadOnly: isReadOnly, block: 512,
      preferred: 4096, largest: 32 << 20)
  }
}
