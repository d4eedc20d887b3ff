import Cryptography

/// The head of a frame: what it is, where it stands, how long it is, and the digest that holds it together.
///
/// ```
///  0    1        4           8              12             16                48
///  ┌────┬────────┬───────────┬──────────────┬──────────────┬─────────────────┬──────────────────┐
///  │kind│ 0 0 0  │ sequence  │ stored bytes │ plain bytes  │ SHA-256         │ zstd(payload) …  │
///  └────┴────────┴───────────┴──────────────┴──────────────┴─────────────────┴──────────────────┘
/// ```
///
/// Numbers are little-endian. The digest covers bytes 0…15 and the stored payload.
struct PlanFrame: Equatable {
  enum Kind: UInt8 {
    case header = 0x48
    case operations = 0x4f
    case index = 0x49
  }

  static let headByteCount = 48
  /// More than any frame that this program writes, in bytes: a reader allocates no more.
  static let maximumByteCount = 1 << 30

  var kind: Kind
  /// 0 for the header, then counting up.
  var sequence: UInt32
  var storedByteCount: UInt32
  var plainByteCount: UInt32
  var digest: SHA256Digest

  init(kind: Kind, sequence: UInt32, plainByteCount: Int, stored: UnsafeRawBufferPointer, hasher: SHA256Hasher) {
    self.kind = kind
    self.sequence = sequence
    storedByteCount = UInt32(stored.count)
    self.plainByteCount = UInt32(plainByteCount)
    digest = SHA256Digest(words: (0, 0, 0, 0))
    digest = computedDigest(of: stored, hasher: hasher)
  }

  /// `nil` when the bytes are not a frame's head.
  init?(decoding bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Self.headByteCount, let kind = Kind(rawValue: bytes[0]),
      bytes[1] == 0, bytes[2] == 0, bytes[3] == 0,
      let digest = SHA256Digest(UnsafeRawBufferPointer(rebasing: bytes[16..<48]))
    else { return nil }
    self.kind = kind
    sequence = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    storedByteCount = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    plainByteCount = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    self.digest = digest
    guard storedByteCount <= Self.maximumByteCount, plainByteCount <= Self.maximumByteCount else { return nil }
  }

  /// The 48 bytes of the head.
  var encoded: [UInt8] { prologue + digest.bytes }

  /// The stored payload belongs to this head, and neither has changed.
  func matches(_ stored: UnsafeRawBufferPointer, hasher: SHA256Hasher) -> Bool {
    stored.count == Int(storedByteCount) && computedDigest(of: stored, hasher: hasher) == digest
  }

  private var prologue: [UInt8] {
    var bytes: [UInt8] = [kind.rawValue, 0, 0, 0]
    for number in [sequence, storedByteCount, plainByteCount] {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  private func computedDigest(of stored: UnsafeRawBufferPointer, hasher: SHA256Hasher) -> SHA256Digest {
    prologue.withUnsafeBytes { hasher.update($0) }
    hasher.update(stored)
    return hasher.finish()
  }
}
