/// What the server says first (fixed newstyle negotiation).
///
///      0        8        16    18
///     +--------+--------+-----+
///     |NBDMAGIC|IHAVEOPT|flags|
///     +--------+--------+-----+
struct NBDGreeting: Hashable {
  static let size = 18
  static let magic: UInt64 = 0x4e42_444d_4147_4943

  var flags: NBDHandshakeFlags

  init(_ flags: NBDHandshakeFlags) { self.flags = flags }

  init?(decoding bytes: [UInt8]) {
    var fields = BigEndianFields(bytes)
    guard fields.next() == Self.magic, fields.next() == NBDOption.magic, let flags = fields.next(UInt16.self)
    else { return nil }
    self.flags = NBDHandshakeFlags(rawValue: flags)
  }

  func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: Self.magic)
    bytes.append(bigEndian: NBDOption.magic)
    bytes.append(bigEndian: flags.rawValue)
  }
}

/// What both sides can do in the handshake: the server's in 16 bits, the client's answer in 32.
struct NBDHandshakeFlags: OptionSet, Hashable {
  let rawValue: UInt16

  static let fixedNewstyle = NBDHandshakeFlags(rawValue: 1 << 0)
  /// No 124 zeros follow the answer to `exportName`.
  static let noZeroes = NBDHandshakeFlags(rawValue: 1 << 1)

  static let all: NBDHandshakeFlags = [.fixedNewstyle, .noZeroes]
}
