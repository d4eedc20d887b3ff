import Chunker
import Cryptography

/// Decrypts and unpacks sealed blobs. What comes out is not proven yet. For one thread at a time.
final class BlobUnsealer {
  private let sealer: Sealer
  private let decompressor: ZstdDecompressor
  private let opened = ScratchBuffer()

  init(_ key: MasterKey) throws {
    sealer = try Sealer(key)
    decompressor = try ZstdDecompressor()
  }

  /// Writes the plaintext to the start of `output` and returns its length.
  ///
  /// - Parameters:
  ///   - uncompressedLength: as the index has it, and then `output` has as many bytes; with 0, which stands for a blob
  ///     that is not compressed, as many as `sealed`.
  ///   - location: the pack, for messages.
  func unseal(
    _ sealed: UnsafeRawBufferPointer, _ id: StorageID, _ uncompressedLength: UInt32,
    into output: UnsafeMutableRawBufferPointer, location: @autoclosure () -> String
  ) throws(RepositoryError) -> Int {
    let isCompressed = uncompressedLength != 0
    do {
      let target = isCompressed ? opened.bytes(sealed.count) : output
      guard let length = try sealer.open(sealed, into: target) else {
        throw Self.damaged(id, "cannot be decrypted", location())
      }
      guard isCompressed else { return length }
      let count = try decompressor.decompress(UnsafeRawBufferPointer(rebasing: target[..<length]), into: output)
      guard count == Int(uncompressedLength) else {
        throw Self.damaged(id, "is \(count) bytes long, and \(uncompressedLength) in the index", location())
      }
      return count
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw Self.damaged(id, "cannot be unpacked", location(), cause: error)
    }
  }

  static func wrongContent(_ id: StorageID, _ location: String) -> RepositoryError {
    damaged(id, "does not have the content that its id stands for", location)
  }

  private static func damaged(
    _ id: StorageID, _ what: String, _ location: String, cause: (any Error)? = nil
  ) -> RepositoryError {
    RepositoryError(
      .damaged, "blob \(id) \(what); `check --read-data` shows what else is hurt", location: location, cause: cause)
  }
}
