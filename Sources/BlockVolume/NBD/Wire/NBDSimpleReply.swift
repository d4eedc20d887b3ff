/// The answer to a request; where the client did not negotiate structured replies, the bytes of a read follow it.
///
///      0      4      8        16
///     +------+------+--------+
///     |magic |error | cookie |
///     +------+------+--------+
struct NBDSimpleReply: Hashable {
  static let magic: UInt32 = 0x6744_6698
  static let size = 16

  var cookie: UInt64
  /// `nil` for success.
  var error: NBDErrorNumber?

  init(_ cookie: UInt64, _ error: NBDErrorNumber? = nil) {
    self.cookie = cookie
    self.error = error
  }

  /// `nil` for anything else.
  init?(decoding fields: inout BigEndianFields) {
    guard fields.next() == Self.magic, let number = fields.next(UInt32.self), let cookie = fields.next(UInt64.self),
      number == 0 || NBDErrorNumber(rawValue: number) != nil
    else { return nil }
    self.init(cookie, NBDErrorNumber(rawValue: number))
  }

  func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: Self.magic)
    bytes.append(bigEndian: error?.rawValue ?? 0)
    bytes.append(bigEndian: cookie)
  }
}
