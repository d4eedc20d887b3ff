import Cryptography

/// A pack file in the making, in memory.
package struct PackBuilder: Sendable {
  package private(set) var bytes: [UInt8] = []
  package private(set) var entries: [PackEntry] = []
  private var headerLength = 0

  package init() {}

  /// Length that the finished file would have now.
  package var fileLength: Int {
    bytes.count + headerLength + SealedForm.overhead + PackHeader.trailerLength
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// Whether one more blob would make a header that restic refuses, or an offset beyond 32 bits.
  package func hasRoom(forBlobOf length: Int) -> Bool {
    headerLength + PackHeader.compressedEntryLength + SealedForm.overhead <= PackHeader.maximumLength
      && bytes.count + length <= Int(UInt32.max)
  }

  package mutating func reserve(_ capacity: Int) {
    guard bytes.capacity < capacity else { return }
    bytes.reserveCapacity(capacity)
    bytes.preferLargePages()
  }

  /// Appends a sealed blob. The caller has asked `hasRoom`.
  package mutating func append(
    _ sealed: UnsafeRawBufferPointer, kind: BlobKind, id: StorageID, uncompressedLength: UInt32
  ) {
    let entry = PackEntry(
      id: id, offset: UInt32(truncatingIfNeeded: bytes.count), length: UInt32(truncatingIfNeeded: sealed.count),
      uncompressedLength: uncompressedLength, kind: kind)
    bytes.append(contentsOf: sealed)
    entries.append(entry)
    headerLength += PackHeader.encodedLength(of: entry)
  }

  /// Adds the sealed header and its length, and names the file; the builder is empty afterwards.
  mutating func finish(sealer: Sealer, hasher: SHA256Hasher) throws(CryptographyError) -> FinishedPack {
    var header: [UInt8] = []
    header.reserveCapacity(headerLength)
    PackHeader.encode(entries, into: &header)
    let headerStart = bytes.count
    let sealedLength = header.count + SealedForm.overhead
    bytes.append(contentsOf: repeatElement(0, count: sealedLength))
    var span = bytes.mutableSpan
    try span.withUnsafeMutableBytes { (bytes) throws(CryptographyError) in
      try header.span.bytes.withUnsafeBytes { (header) throws(CryptographyError) in
        _ = try sealer.seal(header, into: UnsafeMutableRawBufferPointer(rebasing: bytes[headerStart...]))
      }
    }
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: sealedLength).littleEndian) { bytes.append(contentsOf: $0) }
    let finished = FinishedPack(id: hasher.digest(of: bytes), bytes: bytes, entries: entries)
    self = PackBuilder()
    return finished
  }
}
