import Cryptography
import Glibc
import Providers
import Synchronization

extension Repository {
  /// Index files that are fetched and read at once.
  private static let indexFetchWidth = 6

  /// Reads the index as it is in the store now, with help of the cache, and keeps it for `loadBlob`.
  ///
  /// Only index files that the cached table does not cover are fetched. Without a cache folder the table goes to a file
  /// without a name in `$TMPDIR`.
  @discardableResult
  public func loadIndex(
    overlayLimit: Int = BlobIndex.defaultOverlayLimit
  ) async throws(RepositoryError) -> BlobIndex {
    let wanted = Set(try await list(.index).map(\.id))
    let cache = try IndexCache(self)
    // The table does not change; what a session brought is in the overlay that is left behind.
    if let index, Set(index.indexFileIDs) == wanted { return remember(index.table, cache, overlayLimit) }
    let cached = await KeyFile.threads.run { cache.load() }
    var base: BlobTable?
    if let cached {
      let covered = Set(cached.indexFileIDs)
      if covered == wanted { return remember(cached, cache, overlayLimit) }
      // A table cannot forget: one that covers files which have gone begins anew.
      if covered.isSubset(of: wanted) { base = cached }
    }
    let missing = wanted.subtracting(base?.indexFileIDs ?? [])
    let builder = IndexCollector(BlobTableBuilder(directory: cache.directory, base: base), location: store.name)
    try await read(missing.sorted(), into: builder)
    let built: Result<BlobTable, RepositoryError> = await KeyFile.threads.run {
      Result { () throws(RepositoryError) in try builder.finish(in: cache) }
    }
    return remember(try built.get(), cache, overlayLimit)
  }

  private func remember(_ table: BlobTable, _ cache: IndexCache, _ overlayLimit: Int) -> BlobIndex {
    let loaded = BlobIndex(table: table, overlayLimit: overlayLimit, directory: cache.directory)
    index = loaded
    return loaded
  }

  private func read(_ ids: [StorageID], into collector: IndexCollector) async throws(RepositoryError) {
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        var rest = ids[...]
        for id in rest.prefix(Self.indexFetchWidth) {
          group.addTask { try collector.add(try await self.loadIndexFile(id), id: id) }
        }
        rest = rest.dropFirst(Self.indexFetchWidth)
        while try await group.next() != nil {
          guard let id = rest.popFirst() else { continue }
          group.addTask { try collector.add(try await self.loadIndexFile(id), id: id) }
        }
      }
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw RepositoryError(.store, "the index cannot be read: \(error)", location: store.name, cause: error)
    }
  }

  /// One index file, decrypted and parsed.
  package func loadIndexFile(_ id: StorageID) async throws(RepositoryError) -> IndexFile {
    let plaintext = try await loadUnpacked(.index, id)
    return try plaintext.span.bytes.withUnsafeBytes { (bytes) throws(RepositoryError) in
      try IndexFile(decoding: bytes, location: location(.index, id))
    }
  }

  /// Stores an index file. Every pack that it names must be in the store.
  package func saveIndexFile(_ index: IndexFile) async throws(RepositoryError) -> StorageID {
    try await saveUnpacked(.index, index.encoded())
  }
}
