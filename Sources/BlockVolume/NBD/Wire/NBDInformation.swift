/// What the answer to `info` and `go` tells of an export: the data of an `NBDOptionReply` of kind `info`.
///
///      0      2
///     +------+--------+-----+
///     |   0  |  size  |flags|                  export
///     +------+--------+-----+
///     +------+----------
///     | 1, 2 | text …                          name, description
///     +------+----------
///     +------+-------+---------+-------+
///     |   3  | block |preferred|largest|       block sizes
///     +------+-------+---------+-------+
enum NBDInformation: Hashable {
  enum Kind: UInt16 {
    case export = 0
    case name = 1
    case description = 2
    case blockSizes = 3
  }

  case export(size: UInt64, NBDTransmissionFlags)
  case name([UInt8])
  case description([UInt8])
  case blockSizes(block: UInt32, preferred: UInt32, largest: UInt32)

  init?(decoding bytes: [UInt8]) {
    var fields = BigEndianFields(bytes)
    switch fields.next(UInt16.self).flatMap(Kind.init) {
    case .export:
      guard let size = fields.next(UInt64.self), let flags = fields.next(UInt16.self) else { return nil }
      self = .export(size: size, NBDTransmissionFlags(rawValue: flags))
    case .name: self = .name(Array(fields.rest))
    case .description: self = .description(Array(fields.rest))
    case .blockSizes:
      guard let block = fields.next(UInt32.self), let preferred = fields.next(UInt32.self),
        let largest = fields.next(UInt32.self)
      else { return nil }
      self = .blockSizes(block: block, preferred: preferred, largest: largest)
    case nil: return nil
    }
  }

  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .export(let size, let flags):
      bytes.append(bigEndian: Kind.export.rawValue)
      bytes.append(bigEndian: size)
      bytes.append(bigEndian: flags.rawValue)
    case .name(let text):
      bytes.append(bigEndian: Kind.name.rawValue)
      bytes += text
    case .description(let text):
      bytes.append(bigEndian: Kind.description.rawValue)
      bytes += text
    case .blockSizes(let block, let preferred, let largest):
      bytes.append(bigEndian: Kind.blockSizes.rawValue)
      for number in [block, preferred, largest] { bytes.append(bigEndian: number) }
    }
    return bytes
  }
}
