/// The server's answer to an option.
///
///      0        8      12     16     20
///     +--------+------+------+------+----------
///     | magic  |option| kind |length| data …
///     +--------+------+------+------+----------
struct NBDOptionReply: Hashable {
  /// Bit 31 is set where the option was refused.
  enum Kind: UInt32 {
    case acknowledged = 1
    case server = 2
    case info = 3
    case metaContext = 4
    case unsupported = 0x8000_0001
    case invalid = 0x8000_0003
    case unknownExport = 0x8000_0006
    case tooBig = 0x8000_0009
  }

  static let magic: UInt64 = 0x0003_e889_0455_65a9
  static let headSize = 20

  /// The option that is answered.
  var option: UInt32
  var kind: Kind
  var data: [UInt8]

  init(_ option: UInt32, _ kind: Kind, _ data: [UInt8] = []) {
    self.option = option
    self.kind = kind
    self.data = data
  }

  init?(decoding fields: inout BigEndianFields) {
    guard fields.next() == Self.magic, let option = fields.next(UInt32.self),
      let kind = fields.next(UInt32.self).flatMap(Kind.init), let length = fields.next(UInt32.self),
      let data = fields.bytes(length)
    else { return nil }
    self.init(option, kind, data)
  }

  func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: Self.magic)
    bytes.append(bigEndian: option)
    bytes.append(bigEndian: kind.rawValue)
    bytes.append(bigEndian: UInt32(truncatingIfNeeded: data.count))
    bytes += data
  }
}
