/// A client's wish in the handshake.
///
///      0        8      12     16
///     +--------+------+------+----------
///     |IHAVEOPT| kind |length| data …
///     +--------+------+------+----------
struct NBDOption: Hashable {
  enum Kind: UInt32 {
    case exportName = 1
    case abort = 2
    case list = 3
    case startTLS = 5
    case info = 6
    case go = 7
    case structuredReply = 8
    case listMetaContext = 9
    case setMetaContext = 10
  }

  static let magic: UInt64 = 0x4948_4156_454f_5054
  static let headSize = 16

  /// As it came: most numbers are no kind that is known here.
  var kind: UInt32
  var data: [UInt8]

  init(_ kind: UInt32, _ data: [UInt8] = []) {
    self.kind = kind
    self.data = data
  }

  init(_ kind: Kind, _ data: [UInt8] = []) { self.init(kind.rawValue, data) }

  func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: Self.magic)
    bytes.append(bigEndian: kind)
    bytes.append(bigEndian: UInt32(truncatingIfNeeded: data.count))
    bytes += data
  }
}
