/// What a client asks for in the transmission phase; the bytes of a write follow it.
///
///      0      4     6     8        16       24     28
///     +------+-----+-----+--------+--------+------+
///     |magic |flags|kind | cookie | offset |length|
///     +------+-----+-----+--------+--------+------+
struct NBDRequest: Hashable {
  enum Kind: UInt16 {
    case read = 0
    case write = 1
    case disconnect = 2
    case flush = 3
    case trim = 4
    case cache = 5
    case writeZeroes = 6
    case blockStatus = 7
  }

  struct Flags: OptionSet, Hashable {
    let rawValue: UInt16

    static let forceUnitAccess = Flags(rawValue: 1 << 0)
    static let noHole = Flags(rawValue: 1 << 1)
    static let dontFragment = Flags(rawValue: 1 << 2)
    static let onlyOne = Flags(rawValue: 1 << 3)
    static let fastZero = Flags(rawValue: 1 << 4)
  }

  static let magic: UInt32 = 0x2560_9513
  static let size = 28

  var flags: Flags = []
  /// As it came: most numbers are no kind that is known here.
  var kind: UInt16
  /// The client's own name for the request.
  var cookie: UInt64
  var offset: UInt64
  var length: UInt32

  /// Bytes that follow the request.
  var payload: Int { kind == Kind.write.rawValue ? Int(length) : 0 }

  init(_ kind: Kind, _ flags: Flags = [], cookie: UInt64, offset: UInt64 = 0, length: UInt32 = 0) {
    self.flags = flags
    self.kind = kind.rawValue
    self.cookie = cookie
    self.offset = offset
    self.length = length
  }

  /// `nil` where there are fewer than `size` bytes, or another magic number.
  init?(decoding bytes: RawSpan) {
    guard bytes.byteCount >= Self.size, bytes.bigEndian(at: 0, UInt32.self) == Self.magic else { return nil }
    flags = Flags(rawValue: bytes.bigEndian(at: 4))
    kind = bytes.bigEndian(at: 6)
    cookie = bytes.bigEndian(at: 8)
    offset = bytes.bigEndian(at: 16)
    length = bytes.bigEndian(at: 24)
  }

  func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: Self.magic)
    bytes.append(bigEndian: flags.rawValue)
    bytes.append(bigEndian: kind)
    bytes.append(bigEndian: cookie)
    bytes.append(bigEndian: offset)
    bytes.append(bigEndian: length)
  }
}
