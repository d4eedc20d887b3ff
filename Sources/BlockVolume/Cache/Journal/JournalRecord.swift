/// The head of a record of the journal. The bytes of a write follow it.
///
///      0  magic "EJR1"                    32  bytes of the volume
///      4  kind, 3 zeros                   40  journal
///      8  sequence                        48  incarnation
///     16  epoch                           52  CRC-32C of the bytes that follow, else 0
///     24  offset in the volume            56  bytes that follow
///                                         60  CRC-32C of the 60 bytes before
struct JournalRecord: Sendable, Hashable {
  enum Kind: UInt8, Sendable {
    case write = 1
    /// Zeros whose space is given back, and zeros that keep it.
    case release = 2
    case zero = 3
    /// Ends an epoch: a flush, or the cache itself where an epoch grew too old or too large.
    case mark = 4
    /// The rest of the ring is not used: it goes on at its start.
    case skip = 5
  }

  static let size = 64
  static let longestPayload: Int64 = 4 << 20
  static let magic: UInt32 = 0x454A_5231

  var kind: Kind
  var sequence: UInt64
  var epoch: UInt64
  var range: Range<Int64> = 0..<0
  var journal: UInt64
  var incarnation: UInt32
  var checksum: UInt32 = 0
  /// Bytes that follow. Those of a skip are not written.
  var payload: Int64 = 0

  func encode() -> [UInt8] {
    var fields = RecordFields(count: Self.size)
    fields.set(Self.magic, at: 0)
    fields.set(kind.rawValue, at: 4)
    fields.set(sequence, at: 8)
    fields.set(epoch, at: 16)
    fields.set(range.lowerBound, at: 24)
    fields.set(range.upperBound - range.lowerBound, at: 32)
    fields.set(journal, at: 40)
    fields.set(incarnation, at: 48)
    fields.set(checksum, at: 52)
    fields.set(UInt32(truncatingIfNeeded: payload), at: 56)
    fields.set(CRC32C.of(fields.bytes.prefix(60)), at: 60)
    return fields.bytes
  }

  /// `nil` for what is no record, or not whole.
  init?(decoding bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    let fields = RecordFields(bytes)
    guard fields.get(0) == Self.magic, fields.get(60) == CRC32C.of(bytes.prefix(60)),
      let kind = Kind(rawValue: fields.get(4)), fields.get(5, as: UInt16.self) == 0, fields.get(7, as: UInt8.self) == 0
    else { return nil }
    let (offset, count) = (fields.get(24, as: Int64.self), fields.get(32, as: Int64.self))
    guard offset >= 0, count >= 0, count <= .max - offset else { return nil }
    let payload = fields.get(56, as: UInt32.self)
    self.init(
      kind: kind, sequence: fields.get(8), epoch: fields.get(16), range: offset..<offset + count,
      journal: fields.get(40), incarnation: fields.get(48), checksum: fields.get(52), payload: Int64(payload))
  }

  init(
    kind: Kind, sequence: UInt64, epoch: UInt64, range: Range<Int64> = 0..<0, journal: UInt64, incarnation: UInt32,
    checksum: UInt32 = 0, payload: Int64 = 0
  ) {
    self.kind = kind
    self.sequence = sequence
    self.epoch = epoch
    self.range = range
    self.journal = journal
    self.incarnation = incarnation
    self.checksum = checksum
    self.payload = payload
  }

  /// Whether the parts agree, and what it says of `volume` bytes and of `room` bytes from its start to the ring's end.
  func isPlausible(volume: Int64, room: Int64) -> Bool {
    guard range.upperBound <= volume, range.lowerBound % 512 == 0, range.upperBound % 512 == 0 else { return false }
    switch kind {
    case .write:
      return !range.isEmpty && payload == Int64(range.count)
        && payload <= min(Self.longestPayload, room - Int64(Self.size))
    case .release, .zero: return !range.isEmpty && payload == 0
    case .mark: return range.isEmpty && payload == 0
    case .skip: return range.isEmpty && payload == room - Int64(Self.size)
    }
  }
}
