import Cryptography

/// Turns sealed blobs back into plaintext, and proves that it is the right one. For one thread at a time.
package final class BlobOpener {
  private let hasher: SHA256Hasher
  private let unsealer: BlobUnsealer
  private let plaintext = ScratchBuffer()

  package init(_ key: MasterKey) throws {
    hasher = try SHA256Hasher()
    unsealer = try BlobUnsealer(key)
  }

  /// Decrypts, unpacks and hashes; the result is lent until the next call.
  ///
  /// - Parameters:
  ///   - uncompressedLength: as the index has it; 0 for a blob that is not compressed.
  ///   - location: the pack, for messages.
  package func open(
    _ sealed: UnsafeRawBufferPointer, id: StorageID, uncompressedLength: UInt32, location: @autoclosure () -> String
  ) throws(RepositoryError) -> UnsafeRawBufferPointer {
    let output = plaintext.bytes(uncompressedLength == 0 ? sealed.count : Int(uncompressedLength))
    let length = try unsealer.unseal(sealed, id, uncompressedLength, into: output, location: location())
    let bytes = UnsafeRawBufferPointer(rebasing: output[..<length])
    guard hasher.digest(of: bytes) == id else { throw BlobUnsealer.wrongContent(id, location()) }
    return bytes
  }
}
