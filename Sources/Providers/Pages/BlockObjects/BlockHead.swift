/// The one object of a volume that is replaced: everything else is found from it.
///
///     0        8         10       11      12      16     24         32     48
///     | magic  | version | height | shift | epoch | size | sequence | root | snapshots |
///     64           76      80       96       112    120 124       128
///     | boundary   | count | volume | writer | time | 0 | CRC-32C |      big-endian
struct BlockHead: Sendable, Hashable {
  static let length = 128
  private static let magic = Array("ELASTOBO".utf8)
  private static let version: UInt16 = 1

  /// The power of two that a block's size is.
  var shift: UInt8
  /// Counts writers: whoever opens the volume for writing adds one.
  var epoch: UInt32
  /// Bytes.
  var size: UInt64
  /// The first number that no object of this epoch had when this head was written.
  var sequence: UInt64
  var tree: BlockTree
  /// The catalogue of snapshots.
  var catalogue: BlockReference
  var snapshotCount: UInt32
  /// When the newest snapshot was made: what is older may be in it.
  var boundary: BlockMoment
  /// 16 random bytes: a volume that is deleted and made again is another one.
  var volume: [UInt8]
  /// 16 random bytes of the writer, so that no two heads are the same.
  var writer: [UInt8]
  /// Nanoseconds since 1970 by the writer's clock.
  var time: Int64

  var encoded: [UInt8] {
    var bytes = Self.magic
    bytes.append(bigEndian: Self.version)
    bytes += [UInt8(tree.height), shift]
    bytes.append(bigEndian: epoch)
    bytes.append(bigEndian: size)
    bytes.append(bigEndian: sequence)
    tree.root.encode(into: &bytes)
    catalogue.encode(into: &bytes)
    bytes.append(bigEndian: boundary.epoch)
    bytes.append(bigEndian: boundary.sequence)
    bytes.append(bigEndian: snapshotCount)
    bytes += volume
    bytes += writer
    bytes.append(bigEndian: time)
    bytes.append(bigEndian: UInt32(0))
    bytes.append(bigEndian: BlockChecksum.of(bytes))
    return bytes
  }

  /// Throws `.corrupted` for what cannot be a head, `.unsupported` for one of a later version.
  init(decoding bytes: [UInt8], location: String) throws(StoreError) {
    guard bytes.count == Self.length, bytes.starts(with: Self.magic) else {
      throw StoreError(.corrupted, "this is no volume of block objects", location: location)
    }
    var reader = BigEndianReader(bytes[8...])
    let version: UInt16 = reader.next()
    guard version == Self.version else {
      throw StoreError(
        .unsupported, "the volume has format \(version), which is newer than this program; update it",
        location: location)
    }
    let (height, shift): (UInt8, UInt8) = (reader.next(), reader.next())
    self.shift = shift
    epoch = reader.next()
    size = reader.next()
    sequence = reader.next()
    tree = BlockTree(
      root: BlockReference(decoding: reader.next(BlockReference.length)[...]), height: Int(height))
    catalogue = BlockReference(decoding: reader.next(BlockReference.length)[...])
    boundary = BlockMoment(epoch: reader.next(), sequence: reader.next())
    snapshotCount = reader.next()
    volume = reader.next(16)
    writer = reader.next(16)
    time = reader.next()
    let _: UInt32 = reader.next()
    let checksum: UInt32 = reader.next()
    guard checksum == BlockChecksum.of(Array(bytes[..<(Self.length - 4)])),
      (1...BlockTree.tallest).contains(Int(height)),
      BlockObjects.shifts.contains(Int(shift)), size <= Int64.max
    else {
      throw StoreError(
        .corrupted, "the volume's head is damaged; restore it from a version or a copy of the object",
        location: location)
    }
  }

  init(shift: UInt8, size: UInt64, volume: [UInt8], writer: [UInt8], time: Int64) {
    self.shift = shift
    epoch = 1
    self.size = size
    sequence = 1
    tree = .empty
    catalogue = .none
    snapshotCount = 0
    boundary = .start
    self.volume = volume
    self.writer = writer
    self.time = time
  }

  static func randomBytes() -> [UInt8] { (0..<16).map { _ in UInt8.random(in: .min ... .max) } }
}
