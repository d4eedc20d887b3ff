/// What a cache file is, and where its journal begins. There are two of it, at 0 and 4096, written in turns: the whole
/// one with the higher generation counts.
///
///      0  magic "ELASTOWB"                56  sequence of the record at the tail
///      8  version (2), flags (1), zero    64  its epoch
///     12  incarnation                     72  sequence from which on records are of this incarnation
///     16  generation                      80  journal
///     24  bytes of the volume             88  length of the volume's id (2)
///     32  bytes of the ring               90  the id, UTF-8
///     40  bytes of the file               4092  CRC-32C of the 4092 bytes before
///     48  tail
struct JournalSuperblock: Sendable, Hashable {
  enum Reading: Sendable, Hashable {
    case valid(JournalSuperblock)
    /// Of a later program.
    case newer(version: UInt16)
    case damaged
    /// Of something else.
    case foreign
  }

  static let size = 4096
  static let version: UInt16 = 1
  static let longestID = 1024
  private static let magic: UInt64 = 0x454C_4153_544F_5742

  var isClean: Bool
  /// Another took over the volume while records waited here: they must never be sent.
  var isFenced = false
  var incarnation: UInt32
  var generation: UInt64
  var volumeSize: Int64
  var ring: Int64
  var fileSize: Int64
  /// Where the oldest record is that may not be below: grows for ever; the place in the ring is the remainder.
  var tail: Int64
  var sequence: UInt64
  var epoch: UInt64
  var resumed: UInt64
  var journal: UInt64
  var volumeID: String

  /// The journal's number as text.
  var id: String {
    let digits = String(journal, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  func encode() -> [UInt8] {
    var fields = RecordFields(count: Self.size)
    fields.set(Self.magic, at: 0)
    fields.set(Self.version, at: 8)
    fields.set(UInt8((isClean ? 1 : 0) | (isFenced ? 2 : 0)), at: 10)
    fields.set(incarnation, at: 12)
    fields.set(generation, at: 16)
    fields.set(volumeSize, at: 24)
    fields.set(ring, at: 32)
    fields.set(fileSize, at: 40)
    fields.set(tail, at: 48)
    fields.set(sequence, at: 56)
    fields.set(epoch, at: 64)
    fields.set(resumed, at: 72)
    fields.set(journal, at: 80)
    let id = Array(volumeID.utf8.prefix(Self.longestID))
    fields.set(UInt16(id.count), at: 88)
    fields.set(id, at: 90)
    fields.set(CRC32C.of(fields.bytes.prefix(4092)), at: 4092)
    return fields.bytes
  }

  static func read(_ bytes: [UInt8]) -> Reading {
    guard bytes.count == size else { return .damaged }
    let fields = RecordFields(bytes)
    guard fields.get(0) == magic else { return bytes.allSatisfy { $0 == 0 } ? .damaged : .foreign }
    guard fields.get(4092) == CRC32C.of(bytes.prefix(4092)) else { return .damaged }
    let version: UInt16 = fields.get(8)
    guard version == Self.version else { return .newer(version: version) }
    let block = JournalSuperblock(fields)
    return block.map { .valid($0) } ?? .damaged
  }

  private init?(_ fields: RecordFields) {
    let flags: UInt8 = fields.get(10)
    isClean = flags & 1 != 0
    isFenced = flags & 2 != 0
    incarnation = fields.get(12)
    generation = fields.get(16)
    volumeSize = fields.get(24)
    ring = fields.get(32)
    fileSize = fields.get(40)
    tail = fields.get(48)
    sequence = fields.get(56)
    epoch = fields.get(64)
    resumed = fields.get(72)
    journal = fields.get(80)
    let count = Int(fields.get(88, as: UInt16.self))
    guard count <= Self.longestID, let id = String(validating: fields.bytes[90..<90 + count], as: UTF8.self)
    else { return nil }
    volumeID = id
    // Far from where adding could overflow.
    guard volumeSize >= 0, volumeSize <= .max / 4, ring >= 0, ring % 4096 == 0, ring <= .max / 4, fileSize >= 0,
      fileSize <= .max / 4, ring <= fileSize - JournalLayout.ring, tail >= 0, tail <= .max / 4,
      tail % Int64(JournalRecord.size) == 0, (1...(.max / 4)).contains(sequence), (1...(.max / 4)).contains(epoch)
    else { return nil }
  }

  init(
    isClean: Bool, incarnation: UInt32, generation: UInt64, volumeSize: Int64, ring: Int64, fileSize: Int64,
    tail: Int64 = 0, sequence: UInt64 = 1, epoch: UInt64 = 1, resumed: UInt64 = 1, journal: UInt64, volumeID: String
  ) {
    self.isClean = isClean
    self.incarnation = incarnation
    self.generation = generation
    self.volumeSize = volumeSize
    self.ring = ring
    self.fileSize = fileSize
    self.tail = tail
    self.sequence = sequence
    self.epoch = epoch
    self.resumed = resumed
    self.journal = journal
    self.volumeID = volumeID
  }
}

/// Where things are in a cache file.
enum JournalLayout {
  static let superblocks: [Int64] = [0, 4096]
  static let mark: Int64 = 8192
  static let ring: Int64 = 16_384
}
