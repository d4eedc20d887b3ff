/// The negotiation of fixed newstyle, from the client's first byte to its first request: bytes in, actions out.
///
/// What a client can make this hold is bounded: an option's data by `longestOption`, the number of options by
/// `mostOptions`. A client that goes beyond, or does not speak the protocol, is let go.
struct NBDHandshake {
  enum Action: Hashable {
    case send([UInt8])
    /// Send the bytes; then the negotiation is over. `rest` is of the transmission phase.
    case transmit([UInt8], NBDSession, rest: [UInt8])
    /// Send the bytes and close the connection.
    case end([UInt8], reason: String)
  }

  enum State: Hashable {
    case flags
    case options(NBDHandshakeFlags)
    case over
  }

  /// Bytes: eight names of the longest kind.
  static let longestOption = 32 << 10
  static let longestName = 4096
  static let mostOptions = 64

  private(set) var state = State.flags
  /// What came and was not looked at yet.
  private var input: ArraySlice<UInt8> = []
  private var options = 0
  var hasStructuredReplies = false
  /// The export for which the client asked for `base:allocation`.
  var allocationContext: [UInt8]?

  /// What the server says first.
  var greeting: [UInt8] {
    var bytes: [UInt8] = []
    NBDGreeting(.all).encode(into: &bytes)
    return bytes
  }

  mutating func receive(_ bytes: some Sequence<UInt8>) { input += bytes }

  /// The next thing to do; `nil` where more bytes are needed, or nothing is left to do.
  mutating func next(_ offers: NBDOffers) -> Action? {
    switch state {
    case .flags: takeFlags() ? next(offers) : invalidFlags()
    case .options(let flags): nextOption(flags, offers)
    case .over: nil
    }
  }

  mutating func end(_ reason: String, _ bytes: [UInt8] = []) -> Action {
    state = .over
    input = []
    return .end(bytes, reason: reason)
  }

  mutating func transmit(_ bytes: [UInt8], to offer: NBDOffer) -> Action {
    state = .over
    var session = NBDSession(export: offer.name)
    session.hasStructuredReplies = hasStructuredReplies
    session.hasAllocationContext = hasStructuredReplies && allocationContext == offer.name
    defer { input = [] }
    return .transmit(bytes, session, rest: Array(input))
  }

  /// False where there are too few bytes, or wrong ones.
  private mutating func takeFlags() -> Bool {
    var fields = BigEndianFields(input.prefix(4))
    guard let number = fields.next(UInt32.self), let short = UInt16(exactly: number) else { return false }
    let flags = NBDHandshakeFlags(rawValue: short)
    guard flags.isSubset(of: .all) else { return false }
    input = input.dropFirst(4)
    state = .options(flags)
    return true
  }

  private mutating func invalidFlags() -> Action? {
    input.count < 4 ? nil : end("the client wants something in the handshake that was not offered")
  }

  private mutating func nextOption(_ flags: NBDHandshakeFlags, _ offers: NBDOffers) -> Action? {
    var fields = BigEndianFields(input.prefix(NBDOption.headSize))
    guard let magic = fields.next(UInt64.self) else {
      // A client that speaks something else may never send as much as a head.
      return nil
    }
    guard magic == NBDOption.magic else { return end("an option begins with another magic number") }
    guard let kind = fields.next(UInt32.self), let length = fields.next(UInt32.self) else { return nil }
    guard length <= Self.longestOption else { return end("an option of \(length) bytes is longer than any") }
    guard input.count >= NBDOption.headSize + Int(length) else { return nil }
    options += 1
    guard options <= Self.mostOptions else { return end("the client sends options without end") }
    let data = Array(input.dropFirst(NBDOption.headSize).prefix(Int(length)))
    input = ArraySlice(Array(input.dropFirst(NBDOption.headSize + Int(length))))
    return answer(NBDOption(kind, data), flags, offers)
  }
}
