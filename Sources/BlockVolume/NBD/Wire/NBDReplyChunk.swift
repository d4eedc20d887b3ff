/// The head of a part of a structured reply.
///
///      0      4     6     8        16     20
///     +------+-----+-----+--------+------+----------
///     |magic |flags|kind | cookie |length| payload …
///     +------+-----+-----+--------+------+----------
///
/// and the payloads:
///
///     +--------+----------
///     | offset | bytes …               data
///     +--------+----------
///     +--------+------+
///     | offset |length|                hole
///     +--------+------+
///     +-------+------+------+----
///     |context|length|state | …        status
///     +-------+------+------+----
///     +------+------+-------
///     |error |length| text               error; the length has 16 bits
///     +------+------+-------
struct NBDReplyChunk: Hashable {
  enum Kind: UInt16 {
    case none = 0
    case data = 1
    case hole = 2
    case status = 5
    case error = 0x8001
  }

  static let magic: UInt32 = 0x668e_33ef
  static let headSize = 20
  /// Of a chunk of data: what stands before its bytes.
  static let dataHeadSize = headSize + 8
  /// Bytes of a message that a client may be given; the protocol allows 4,096.
  static let longestMessage = 1024

  var kind: Kind
  var isLast: Bool
  var cookie: UInt64
  /// Bytes of the payload.
  var length: UInt32

  private init(_ kind: Kind, _ cookie: UInt64, isLast: Bool, length: Int) {
    self.kind = kind
    self.isLast = isLast
    self.cookie = cookie
    self.length = UInt32(truncatingIfNeeded: length)
  }

  init?(decoding fields: inout BigEndianFields) {
    guard fields.next() == Self.magic, let flags = fields.next(UInt16.self), flags & ~1 == 0,
      let kind = fields.next(UInt16.self).flatMap(Kind.init), let cookie = fields.next(UInt64.self),
      let length = fields.next(UInt32.self)
    else { return nil }
    self.kind = kind
    isLast = flags == 1
    self.cookie = cookie
    self.length = length
  }

  private func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: Self.magic)
    bytes.append(bigEndian: isLast ? 1 : 0 as UInt16)
    bytes.append(bigEndian: kind.rawValue)
    bytes.append(bigEndian: cookie)
    bytes.append(bigEndian: length)
  }

  /// Nothing more to say.
  static func encodeNone(_ cookie: UInt64, into bytes: inout [UInt8]) {
    Self(.none, cookie, isLast: true, length: 0).encode(into: &bytes)
  }

  /// What stands before `count` bytes of data.
  static func encodeData(_ cookie: UInt64, offset: Int64, count: Int, isLast: Bool, into bytes: inout [UInt8]) {
    Self(.data, cookie, isLast: isLast, length: 8 + count).encode(into: &bytes)
    bytes.append(bigEndian: offset)
  }

  static func encodeHole(_ cookie: UInt64, offset: Int64, count: Int, isLast: Bool, into bytes: inout [UInt8]) {
    Self(.hole, cookie, isLast: isLast, length: 12).encode(into: &bytes)
    bytes.append(bigEndian: offset)
    bytes.append(bigEndian: UInt32(truncatingIfNeeded: count))
  }

  static func encodeStatus(
    _ cookie: UInt64, context: UInt32, _ extents: [NBDStatusExtent], into bytes: inout [UInt8]
  ) {
    Self(.status, cookie, isLast: true, length: 4 + 8 * extents.count).encode(into: &bytes)
    bytes.append(bigEndian: context)
    for extent in extents {
      bytes.append(bigEndian: extent.length)
      bytes.append(bigEndian: extent.state.rawValue)
    }
  }

  /// The message is cut to `longestMessage`, at a character's end.
  static func encodeError(
    _ cookie: UInt64, _ error: NBDErrorNumber, _ message: String, into bytes: inout [UInt8]
  ) {
    var text: [UInt8] = []
    for character in message {
      guard text.count + character.utf8.count <= longestMessage else { break }
      text += character.utf8
    }
    Self(.error, cookie, isLast: true, length: 6 + text.count).encode(into: &bytes)
    bytes.append(bigEndian: error.rawValue)
    bytes.append(bigEndian: UInt16(truncatingIfNeeded: text.count))
    bytes += text
  }
}
