import Cryptography

/// A pack's line in a `BlobTable`: 40 bytes, in the machine's byte order.
struct PackRecord: BitwiseCopyable, Sendable {
  private let id0: UInt64
  private let id1: UInt64
  private let id2: UInt64
  private let id3: UInt64
  /// Where the last blob that the index knows of ends, in bytes from the start of the pack.
  var blobsEnd: UInt32
  /// Bit 0: holds data, bit 1: holds trees.
  var kinds: UInt32

  init(_ id: StorageID) {
    (id0, id1, id2, id3) = id.words
    blobsEnd = 0
    kinds = 0
  }

  var id: StorageID { StorageID(words: (id0, id1, id2, id3)) }

  mutating func include(_ entry: PackEntry) {
    let (end, overflow) = entry.offset.addingReportingOverflow(entry.length)
    blobsEnd = max(blobsEnd, overflow ? .max : end)
    kinds |= 1 << UInt32(entry.kind.rawValue)
  }
}
