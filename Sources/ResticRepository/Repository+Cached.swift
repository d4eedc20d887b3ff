import Cryptography
import Providers

/// Files that a distant repository's readers want in every run, by way of the local disk.
extension Repository {
  /// Bytes of a pack of trees. The whole pack is fetched when it is wanted first: most of the others will be too.
  func readTreePack(_ pack: StorageID, _ range: Range<Int64>) async throws(RepositoryError) -> [UInt8] {
    guard let files else { return try await readPack(pack, range) }
    let threads = BlockingThreads.files
    if let bytes = await threads.run({ files.read(pack, range) }) { return bytes }
    let whole = try await files.download(pack) { () async throws(RepositoryError) in
      let bytes = try await self.readPack(pack, nil)
      // A pack that is not what its name says may still have this blob whole, but is not kept.
      if try self.hash(of: bytes) == pack { await threads.run { files.keep(bytes, pack) } }
      return bytes
    }
    guard range.upperBound <= Int64(whole.count) else {
      throw RepositoryError(
        .damaged, "the pack is shorter than the index says; `check` shows what is lost", location: location(.pack, pack)
      )
    }
    return Array(whole[Int(range.lowerBound)..<Int(range.upperBound)])
  }

  /// A pack of trees that was just stored: the next run begins with reading it.
  func keepTreePack(_ pack: FinishedPack) async {
    guard let files, pack.entries.allSatisfy({ $0.kind == .tree }) else { return }
    await BlockingThreads.files.run { files.keep(pack.bytes, pack.id) }
  }

  /// The bytes of a snapshot file as they are stored.
  func fetchSnapshot(_ id: StorageID) async throws(RepositoryError) -> [UInt8] {
    guard let files else { return try await fetch(.snapshot, id) }
    if let bytes = await BlockingThreads.files.run({ files.read(id) }) {
      if try hash(of: bytes) == id { return bytes }
      files.remove(id)
    }
    let bytes = try await fetch(.snapshot, id)
    if try hash(of: bytes) == id { await BlockingThreads.files.run { files.keep(bytes, id) } }
    return bytes
  }

  private func hash(of bytes: [UInt8]) throws(RepositoryError) -> StorageID {
    do {
      return try codecs.withItem { $0.hasher.digest(of: bytes) }
    } catch {
      throw RepositoryError(.store, "a file cannot be hashed: \(error)", location: store.name, cause: error)
    }
  }
}
