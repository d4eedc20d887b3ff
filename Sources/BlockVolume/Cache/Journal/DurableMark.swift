/// How far the journal is known to be durable: written after each `fdatasync`, and made durable by the next.
///
/// So after a loss of power it may be one flush old, and after a kill it is not. A gap in the journal before it is
/// damage, and behind it the end.
///
///      0  magic "ELASTODM"      16  sequence of the last durable record
///      8  journal               24  zeros (4), then CRC-32C of the 28 bytes before
struct DurableMark: Sendable, Hashable {
  static let size = 32
  private static let magic: UInt64 = 0x454C_4153_544F_444D

  var journal: UInt64
  var sequence: UInt64

  init(journal: UInt64, sequence: UInt64) {
    self.journal = journal
    self.sequence = sequence
  }

  func encode() -> [UInt8] {
    var fields = RecordFields(count: Self.size)
    fields.set(Self.magic, at: 0)
    fields.set(journal, at: 8)
    fields.set(sequence, at: 16)
    fields.set(CRC32C.of(fields.bytes.prefix(28)), at: 28)
    return fields.bytes
  }

  /// `nil` for what is none: none was written yet, or it is damaged; then nothing is known.
  init?(decoding bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    let fields = RecordFields(bytes)
    guard fields.get(0) == Self.magic, fields.get(28) == CRC32C.of(bytes.prefix(28)) else { return nil }
    self.init(journal: fields.get(8), sequence: fields.get(16))
  }
}
