import Cryptography
import Synchronization

/// The packs that a session is filling: one of data and one of trees, for all its workers, so that memory does not grow
/// with their number.
final class OpenPacks: Sendable {
  private let packSize: Int
  private let data = Mutex(PackBuilder())
  private let tree = Mutex(PackBuilder())

  init(packSize: Int) { self.packSize = packSize }

  /// Adds a sealed blob. Gives the packs that are full now, mostly none, for the caller to finish and to send.
  func append(
    _ sealed: UnsafeRawBufferPointer, kind: BlobKind, id: StorageID, uncompressedLength: UInt32
  ) -> [PackBuilder] {
    withPack(kind) { pack in
      var full: [PackBuilder] = []
      if !pack.hasRoom(forBlobOf: sealed.count) { full.append(Self.take(&pack)) }
      if pack.isEmpty { pack.reserve(max(packSize + BlobWriter.packSlack, BlobWriter.smallestReservation)) }
      pack.append(sealed, kind: kind, id: id, uncompressedLength: uncompressedLength)
      if pack.fileLength >= packSize { full.append(Self.take(&pack)) }
      return full
    }
  }

  /// What is left when all has been brought.
  func takeAll() -> [PackBuilder] {
    BlobKind.allCases.map { withPack($0, Self.take) }.filter { !$0.isEmpty }
  }

  private func withPack<Result: Sendable>(_ kind: BlobKind, _ body: (inout PackBuilder) -> Result) -> Result {
    switch kind {
    case .data: data.withLock { body(&$0) }
    case .tree: tree.withLock { body(&$0) }
    }
  }

  private static func take(_ pack: inout PackBuilder) -> PackBuilder {
    let taken = pack
    pack = PackBuilder()
    return taken
  }
}
