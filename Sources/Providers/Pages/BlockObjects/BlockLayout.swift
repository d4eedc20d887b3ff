/// The keys of a volume's objects.
///
///     KEY/head                             replaced by every flush
///     KEY/lease                            who asked for the lease last
///     KEY/VOLUME/HEIGHT/INDEX.EPOCH.SEQUENCE   blocks (height 0) and nodes, never replaced
///     KEY/VOLUME/snapshots/EPOCH.SEQUENCE      the catalogue
struct BlockLayout: Sendable {
  let key: String

  init(key: String) { self.key = key }

  var head: String { "\(key)/head" }
  var lease: String { "\(key)/lease" }

  func folder(_ volume: [UInt8]) -> String { "\(key)/\(volume.map { Self.hex($0) }.joined())/" }

  func object(_ reference: BlockReference, height: Int, index: UInt64, volume: [UInt8]) -> String {
    "\(folder(volume))\(height)/\(Self.hex(index)).\(Self.hex(reference.epoch)).\(Self.hex(reference.sequence))"
  }

  func catalogue(_ reference: BlockReference, volume: [UInt8]) -> String {
    "\(folder(volume))snapshots/\(Self.hex(reference.epoch)).\(Self.hex(reference.sequence))"
  }

  /// What a key below a folder of one height means; `nil` for one of another program.
  static func parse(_ name: Substring) -> (index: UInt64, moment: BlockMoment)? {
    let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Substring($0) }
    guard parts.count == 3, parts[0].utf8.count == 16, parts[1].utf8.count == 8, parts[2].utf8.count == 16,
      let index = UInt64(parts[0], radix: 16), let epoch = UInt32(parts[1], radix: 16),
      let sequence = UInt64(parts[2], radix: 16)
    else { return nil }
    return (index, BlockMoment(epoch: epoch, sequence: sequence))
  }

  static func hex<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: Number.bitWidth / 4 - digits.utf8.count) + digits
  }
}
