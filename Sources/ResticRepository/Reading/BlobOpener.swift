import Chunker
import Cryptography

/// Turns sealed blobs back into plaintext, and proves that it is the right one. For one thread at a time.
package final class BlobOpener {
  private let hasher: SHA256Hasher
  private let sealer: Sealer
  private let decompressor: ZstdDecompressor
  private var opened = ScratchBuffer()
  private var unpacked = ScratchBuffer()

  package init(_ key: MasterKey) throws {
    hasher = try SHA256Hasher()
    sealer = try Sealer(key)
    decompressor = try ZstdDecompressor()
  }

  /// Decrypts, unpacks and hashes; the result is lent until the next call.
  ///
  /// - Parameters:
  ///   - uncompressedLength: as the index has it; 0 for a blob that is not compressed.
  ///   - location: the pack, for messages.
  package func open(
    _ sealed: UnsafeRawBufferPointer, id: StorageID, uncompressedLength: UInt32, location: @autoclosure () -> String
  ) throws(RepositoryError) -> UnsafeRawBufferPointer {
    let plaintext = try unseal(sealed, id, uncompressedLength, location())
    guard hasher.digest(of: plaintext) == id else {
      throw Self.damaged(id, "does not have the content that its id stands for", location())
    }
    return plaintext
  }

  private func unseal(
    _ sealed: UnsafeRawBufferPointer, _ id: StorageID, _ uncompressedLength: UInt32,
    _ location: @autoclosure () -> String
  ) throws(RepositoryError) -> UnsafeRawBufferPointer {
    do {
      let output = opened.bytes(sealed.count)
      guard let length = try sealer.open(sealed, into: output) else {
        throw Self.damaged(id, "cannot be decrypted", location())
      }
      let content = UnsafeRawBufferPointer(rebasing: output[..<length])
      guard uncompressedLength != 0 else { return content }
      let target = unpacked.bytes(Int(uncompressedLength))
      let count = try decompressor.decompress(content, into: target)
      guard count == Int(uncompressedLength) else {
        throw Self.damaged(id, "is \(count) bytes long, and \(uncompressedLength) in the index", location())
      }
      return UnsafeRawBufferPointer(target)
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw Self.damaged(id, "cannot be unpacked", location(), cause: error)
    }
  }

  private static func damaged(
    _ id: StorageID, _ what: String, _ location: String, cause: (any Error)? = nil
  ) -> RepositoryError {
    RepositoryError(
      .damaged, "blob \(id) \(what); `check --read-data` shows what else is hurt", location: location, cause: cause)
  }
}
