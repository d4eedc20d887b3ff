import Chunker
import ResticRepository

/// One thread's tools for one target.
final class TargetLane {
  let session: TargetSession
  let chunker: any ContentChunker
  private let worker: BlobWorker

  init(_ session: TargetSession) throws {
    self.session = session
    chunker = try session.repository.config.makeChunker()
    worker = try session.writer.makeWorker()
  }

  /// Stores a blob; `nil` when the target fails or has failed.
  ///
  /// - Parameter id: its hash, where the caller has it already.
  func store(_ kind: BlobKind, _ bytes: UnsafeRawBufferPointer, id: StorageID? = nil) -> StorageID? {
    guard session.failure == nil else { return nil }
    do {
      let blob = if let id { try worker.store(kind, bytes, id: id) } else { try worker.store(kind, bytes) }
      session.count(blob, size: bytes.count)
      return blob.id
    } catch {
      session.fail(error)
      return nil
    }
  }

  /// Hands what is unfinished to the session; nothing may be stored afterwards.
  func close() { worker.close() }
}
