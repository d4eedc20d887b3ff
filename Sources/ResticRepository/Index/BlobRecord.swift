import Cryptography

/// A blob's line in a `BlobTable`: 48 bytes, in the machine's byte order.
///
///     word 0…3   id, each word as `SHA256Digest` holds it
///     UInt32     position of the pack in the table's list of packs; the top bit is set for a tree
///     UInt32     offset in the pack
///     UInt32     sealed length
///     UInt32     plaintext length when compressed, else 0
///
/// Ordered by id, then kind; of several copies of one blob any may come first.
struct BlobRecord: BitwiseCopyable, Sendable {
  private let id0: UInt64
  private let id1: UInt64
  private let id2: UInt64
  private let id3: UInt64
  private let packAndKind: UInt32
  private let offset: UInt32
  private let length: UInt32
  private let uncompressedLength: UInt32

  static let treeBit: UInt32 = 1 << 31
  /// Packs beyond this many cannot be told apart.
  static let maximumPackCount = Int(treeBit)

  init(_ entry: PackEntry, pack: UInt32) {
    (id0, id1, id2, id3) = entry.id.words
    packAndKind = (pack & ~Self.treeBit) | (entry.kind == .tree ? Self.treeBit : 0)
    offset = entry.offset
    length = entry.length
    uncompressedLength = entry.uncompressedLength
  }

  /// The same blob, its pack at another position.
  init(_ record: Self, pack: UInt32) {
    (id0, id1, id2, id3) = (record.id0, record.id1, record.id2, record.id3)
    packAndKind = (pack & ~Self.treeBit) | (record.packAndKind & Self.treeBit)
    offset = record.offset
    length = record.length
    uncompressedLength = record.uncompressedLength
  }

  var id: StorageID { StorageID(words: (id0, id1, id2, id3)) }
  /// The first eight bytes of the id, by which a search guesses where it is.
  var prefix: UInt64 { id0 }
  var kind: BlobKind { packAndKind & Self.treeBit == 0 ? .data : .tree }
  var pack: UInt32 { packAndKind & ~Self.treeBit }
  var entry: PackEntry {
    PackEntry(id: id, offset: offset, length: length, uncompressedLength: uncompressedLength, kind: kind)
  }

  func location(in pack: StorageID) -> BlobLocation {
    BlobLocation(pack: pack, offset: offset, length: length, uncompressedLength: uncompressedLength)
  }

  func isBefore(_ kind: BlobKind, _ id: StorageID) -> Bool {
    if id0 != id.words.0 { return id0 < id.words.0 }
    let own = self.id
    return own != id ? own < id : self.kind.rawValue < kind.rawValue
  }

  func isCopy(of kind: BlobKind, _ id: StorageID) -> Bool {
    id0 == id.words.0 && self.id == id && self.kind == kind
  }

  /// The order of a table. Copies are put in the order of their places, so that a table is a function of its contents.
  static func < (left: Self, right: Self) -> Bool {
    if left.id0 != right.id0 { return left.id0 < right.id0 }
    let (leftID, rightID) = (left.id, right.id)
    if leftID != rightID { return leftID < rightID }
    if left.kind != right.kind { return left.kind == .data }
    return (left.pack, left.offset) < (right.pack, right.offset)
  }
}
