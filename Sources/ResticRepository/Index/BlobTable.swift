import Cryptography

/// Blobs and where they are, sorted, in a mapped file: memory is the kernel's page cache, not ours.
///
///     ┌────────────────────────────────────────────────────────────────────────┐
///     │ UInt64 × 8: magic, index files, packs, records, fan-out bits, 0, 0, 0  │
///     │ index files   32 bytes each: the ids that the table was made from      │
///     │ packs         40 bytes each: `PackRecord`                              │
///     │ records       48 bytes each: `BlobRecord`, ascending                   │
///     │ fan-out       UInt32 × (2^bits + 1): the first record of each prefix   │
///     │ tag           32 bytes: HMAC-SHA-256 of the header and a digest of all │
///     │               between, under a key derived from the master key        │
///     └────────────────────────────────────────────────────────────────────────┘
///
/// All numbers are in the machine's byte order: the file is a cache and never leaves the machine. A table that was
/// spilled for this process only ends without a tag.
final class BlobTable: Sendable {
  struct Header: BitwiseCopyable {
    var magic = Self.currentMagic
    var indexFileCount: UInt64 = 0
    var packCount: UInt64 = 0
    var recordCount: UInt64 = 0
    var fanOutBits: UInt64 = 0
    var reserved: (UInt64, UInt64, UInt64) = (0, 0, 0)

    /// "elastoi" and the version of the layout.
    static let currentMagic: UInt64 = 0x656c_6173_746f_6902
    static let length = 64
    static let maximumFanOutBits: UInt64 = 20

    /// The length that a file with this header has, without the tag; `nil` when no file can have it.
    var bodyEnd: Int? {
      guard magic == Self.currentMagic, fanOutBits <= Self.maximumFanOutBits,
        indexFileCount < 1 << 32, packCount < 1 << 32, recordCount < 1 << 32
      else { return nil }
      return fanOutStart + ((1 << Int(fanOutBits)) + 1) * MemoryLayout<UInt32>.size
    }

    var packsStart: Int { Self.length + Int(indexFileCount) * StorageID.byteCount }
    var recordsStart: Int { packsStart + Int(packCount) * MemoryLayout<PackRecord>.size }
    var fanOutStart: Int { recordsStart + Int(recordCount) * MemoryLayout<BlobRecord>.size }
  }

  private let file: MappedFile
  private let header: Header
  // SAFETY: they point into `file`, which lives as long as `self` and is read-only.
  private nonisolated(unsafe) let packRecords: UnsafeBufferPointer<PackRecord>
  nonisolated(unsafe) let records: UnsafeBufferPointer<BlobRecord>
  private nonisolated(unsafe) let fanOut: UnsafeBufferPointer<UInt32>

  /// `nil` when the file is not a table, or not whole. Whoever reads it from a disk has checked the tag before.
  init?(_ file: MappedFile) {
    guard let start = file.bytes.baseAddress, file.bytes.count >= Header.length else { return nil }
    let header = file.bytes.loadUnaligned(as: Header.self)
    guard let end = header.bodyEnd, file.bytes.count >= end else { return nil }
    self.file = file
    self.header = header
    packRecords = UnsafeBufferPointer(
      start: (start + header.packsStart).assumingMemoryBound(to: PackRecord.self), count: Int(header.packCount))
    records = UnsafeBufferPointer(
      start: (start + header.recordsStart).assumingMemoryBound(to: BlobRecord.self), count: Int(header.recordCount))
    fanOut = UnsafeBufferPointer(
      start: (start + header.fanOutStart).assumingMemoryBound(to: UInt32.self), count: (1 << Int(header.fanOutBits)) + 1
    )
  }

  /// The index files whose blobs are all in the table, ascending.
  var indexFileIDs: [StorageID] {
    (0..<Int(header.indexFileCount)).compactMap { index in
      let start = Header.length + index * StorageID.byteCount
      return StorageID(UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + StorageID.byteCount]))
    }
  }

  var packCount: Int { packRecords.count }

  func pack(at position: UInt32) -> PackRecord? {
    Int(position) < packRecords.count ? packRecords[Int(position)] : nil
  }

  /// Lends the copies of a blob that the table knows, and the position of the first in `records`; `nil` for none.
  func withCopies<Result>(
    of kind: BlobKind, _ id: StorageID, _ body: (_ first: Int, _ copies: UnsafeBufferPointer<BlobRecord>) -> Result?
  ) -> Result? {
    // Copies have the same prefix, so they all lie in one entry of the fan-out.
    let bucket = header.fanOutBits == 0 ? 0 : Int(id.words.0 >> (64 - header.fanOutBits))
    let start = Int(fanOut[bucket])
    let end = min(Int(fanOut[bucket + 1]), records.count)
    guard start < end else { return nil }
    let size = MemoryLayout<BlobRecord>.size
    return file.withBytes(in: header.recordsStart + start * size..<header.recordsStart + end * size) { bytes in
      let bucket = bytes.assumingMemoryBound(to: BlobRecord.self)
      var low = 0
      var high = bucket.count
      while low < high {
        let middle = (low + high) / 2
        if bucket[middle].isBefore(kind, id) { low = middle + 1 } else { high = middle }
      }
      var copiesEnd = low
      while copiesEnd < bucket.count, bucket[copiesEnd].isCopy(of: kind, id) { copiesEnd += 1 }
      return low < copiesEnd ? body(start + low, UnsafeBufferPointer(rebasing: bucket[low..<copiesEnd])) : nil
    }
  }

  func contains(_ kind: BlobKind, _ id: StorageID) -> Bool { firstPosition(of: kind, id) != nil }

  /// The position of the first copy of a blob in `records`.
  func firstPosition(of kind: BlobKind, _ id: StorageID) -> Int? { withCopies(of: kind, id) { first, _ in first } }

  /// Where one copy of a blob is.
  func location(of kind: BlobKind, _ id: StorageID) -> BlobLocation? {
    withCopies(of: kind, id) { location(of: $1[0]) }
  }

  func location(of record: BlobRecord) -> BlobLocation? {
    pack(at: record.pack).map { record.location(in: $0.id) }
  }
}
