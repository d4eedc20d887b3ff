import Cryptography

/// The table of contents at the end of a pack file, before encryption.
///
///     pack   = sealed blob … sealed blob │ sealed header │ UInt32 LE: length of the sealed header
///     header = entry … entry
///     entry  = ┌──────┬────────────────┬───────────────────┬──────────────┐
///              │ type │ sealed length  │ plaintext length  │ SHA-256 of   │
///              │ 1 B  │ UInt32 LE      │ UInt32 LE         │ plaintext    │
///              └──────┴────────────────┴───────────────────┴──────────────┘
///                0 data, 1 tree: without the plaintext length, 37 bytes
///                2 data, 3 tree: compressed, 41 bytes
///
/// Blobs lie without gaps in the order of their entries. Source: restic's design document, "Pack Format".
package enum PackHeader {
  package static let plainEntryLength = 37
  package static let compressedEntryLength = 41
  /// Bytes of the length field that ends a pack.
  package static let trailerLength = 4
  /// restic refuses a pack whose sealed header is longer.
  package static let maximumLength = 16 << 20

  /// The bytes of one entry in the header.
  package static func encodedLength(of entry: PackEntry) -> Int {
    entry.uncompressedLength == 0 ? plainEntryLength : compressedEntryLength
  }

  /// Appends the header of a pack with these blobs, which must lie one after the other from offset 0.
  package static func encode(_ entries: [PackEntry], into bytes: inout [UInt8]) {
    for entry in entries {
      let isCompressed = entry.uncompressedLength != 0
      bytes.append(entry.kind.rawValue | (isCompressed ? 2 : 0))
      append(entry.length, to: &bytes)
      if isCompressed { append(entry.uncompressedLength, to: &bytes) }
      entry.id.withBytes { bytes.append(contentsOf: $0) }
    }
  }

  /// Reads a decrypted header.
  ///
  /// - Parameters:
  ///   - blobsLength: the bytes of the pack before the sealed header, which the entries must fill exactly.
  ///   - location: the pack, for messages.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer, blobsLength: Int64, location: String
  ) throws(RepositoryError) -> [PackEntry] {
    var entries: [PackEntry] = []
    entries.reserveCapacity(bytes.count / plainEntryLength)
    var position = 0
    var offset: Int64 = 0
    while position < bytes.count {
      let type = bytes[position]
      guard type < 4, let kind = BlobKind(rawValue: type & 1) else {
        throw damaged("its header holds a blob of unknown type \(type)", location)
      }
      let isCompressed = type & 2 != 0
      let entryLength = isCompressed ? compressedEntryLength : plainEntryLength
      guard bytes.count - position >= entryLength else { throw damaged("its header ends inside an entry", location) }
      let length = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt32.self))
      let uncompressedLength =
        isCompressed ? UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 5, as: UInt32.self)) : 0
      let idStart = position + entryLength - StorageID.byteCount
      guard let id = StorageID(UnsafeRawBufferPointer(rebasing: bytes[idStart..<idStart + StorageID.byteCount])),
        length >= SealedForm.overhead, offset + Int64(length) <= blobsLength, let start = UInt32(exactly: offset)
      else { throw damaged("its header names a blob that does not fit into the file", location) }
      entries.append(
        PackEntry(id: id, offset: start, length: length, uncompressedLength: uncompressedLength, kind: kind))
      offset += Int64(length)
      position += entryLength
    }
    guard offset == blobsLength else { throw damaged("its header does not account for the whole file", location) }
    return entries
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func damaged(_ what: String, _ location: String) -> RepositoryError {
    RepositoryError(
      .damaged, "the pack is damaged: \(what); run `check --read-data` to see what it held", location: location)
  }
}
