/// What a map says of a block or of a node below: which object holds it, and its checksum.
///
///     0       4          12       16
///     | epoch | sequence | CRC-32C |      big-endian; epoch 0 for what is all zeros, and has no object
struct BlockReference: Sendable, Hashable {
  static let length = 16
  static let none = BlockReference(epoch: 0, sequence: 0, checksum: 0)

  /// Of the writer that put it.
  var epoch: UInt32
  /// The writer's count of objects.
  var sequence: UInt64
  var checksum: UInt32

  init(epoch: UInt32, sequence: UInt64, checksum: UInt32) {
    self.epoch = epoch
    self.sequence = sequence
    self.checksum = checksum
  }

  /// `bytes` has 16 of them.
  init(decoding bytes: ArraySlice<UInt8>) {
    var reader = BigEndianReader(bytes)
    self.init(epoch: reader.next(), sequence: reader.next(), checksum: reader.next())
  }

  func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: epoch)
    bytes.append(bigEndian: sequence)
    bytes.append(bigEndian: checksum)
  }

  var isNone: Bool { epoch == 0 }

  var moment: BlockMoment { BlockMoment(epoch: epoch, sequence: sequence) }
}

/// A point in the history of a volume: objects that were put before it have a smaller moment.
struct BlockMoment: Sendable, Hashable, Comparable {
  static let start = BlockMoment(epoch: 0, sequence: 0)

  var epoch: UInt32
  var sequence: UInt64

  static func < (left: Self, right: Self) -> Bool {
    (left.epoch, left.sequence) < (right.epoch, right.sequence)
  }
}
