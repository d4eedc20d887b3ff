public import Cryptography
import Providers

extension Repository {
  /// Packs that are stored but in no index, as a killed session leaves them, with their sizes.
  public func listUnindexedPacks(
    index: BlobIndex
  ) async throws(RepositoryError) -> [(id: StorageID, size: Int64)] {
    var known: Set<StorageID> = []
    index.forEachPack { pack, _ in known.insert(pack) }
    return try await list(.pack).filter { !known.contains($0.id) }
  }

  /// Reads the headers of packs that no index knows and writes an index file for them, so that their blobs count as
  /// stored. Packs whose header cannot be read are left out and returned.
  ///
  /// `index` must be freshly loaded, under the same lock; it knows the blobs afterwards.
  @discardableResult
  public func adoptUnindexedPacks(
    index: BlobIndex, holding lock: RepositoryLock
  ) async throws(RepositoryError) -> (adopted: [StorageID], unreadable: [StorageID]) {
    var file = IndexFile()
    var unreadable: [StorageID] = []
    for (pack, size) in try await listUnindexedPacks(index: index) {
      do throws(RepositoryError) {
        file.append(pack: pack, entries: try await readPackHeader(pack, size: size))
      } catch {
        guard error.code == .damaged || error.code == .missing else { throw error }
        unreadable.append(pack)
      }
    }
    guard !file.packs.isEmpty else { return ([], unreadable) }
    try await lock.ensureHeld()
    _ = try await saveIndexFile(file)
    do {
      for pack in file.packs { try index.settle(Array(file.entries[pack.entries]), in: pack.id) }
    } catch {
      throw RepositoryError(.store, "the index cannot grow: \(error)", location: store.name, cause: error)
    }
    return (file.packs.map(\.id), unreadable)
  }
}
