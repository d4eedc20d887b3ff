import Chunker
import Cryptography
import Providers

/// One thread's part of a writing session: hashes, compresses and seals what is new, and fills packs.
///
/// Made by `BlobWriter.makeWorker()`, and ended by `close()`. Calls block while the store is slower than the data comes.
public final class BlobWorker {
  private let writer: BlobWriter
  private let hasher: SHA256Hasher
  private let sealer: BlobSealer
  private var isOpen = true

  init(_ writer: BlobWriter) throws {
    self.writer = writer
    hasher = try SHA256Hasher()
    sealer = try BlobSealer(
      writer.repository.masterKey, writer.options.compression, isVersion1: writer.repository.config.version == 1)
  }

  deinit { if isOpen { writer.abandon() } }

  /// Stores a blob unless the repository has it, or another worker is about to. The bytes are only lent.
  public func store(
    _ kind: BlobKind, _ plaintext: UnsafeRawBufferPointer
  ) throws(RepositoryError) -> StoredBlob {
    try store(kind, plaintext, id: hasher.digest(of: plaintext))
  }

  /// Stores a blob whose hash the caller has just computed.
  package func store(
    _ kind: BlobKind, _ plaintext: UnsafeRawBufferPointer, id: StorageID
  ) throws(RepositoryError) -> StoredBlob {
    try writer.throwIfFailed()
    guard writer.index.claim(kind, id) else { return StoredBlob(id: id, isNew: false, storedLength: 0) }
    guard plaintext.count <= BlobWriter.maximumBlobLength else {
      throw writer.fail(
        RepositoryError(
          .invalidArgument, "a blob of \(plaintext.count) bytes is larger than a pack can hold",
          location: writer.repository.store.name))
    }
    do {
      let sealed = try sealer.seal(plaintext, kind)
      if !writer.options.isDryRun {
        var full = writer.packs.append(
          sealed.bytes, kind: kind, id: id, uncompressedLength: sealed.uncompressedLength)
        // Taken out, and not only looked at: what the list still held would be copied to be finished.
        while var pack = full.popLast() { writer.upload(try pack.finish(sealer: sealer.sealer, hasher: hasher)) }
      }
      return StoredBlob(id: id, isNew: true, storedLength: sealed.bytes.count)
    } catch {
      throw writer.fail(error, while: "sealing blob \(id)")
    }
  }

  /// Ends the worker. Nothing may be stored through it afterwards.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    writer.workerHasClosed()
  }
}
