public import Cryptography
import Providers

extension Repository {
  /// Headers of packs read at once.
  private static let headerFetchWidth = 8

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
    for (pack, entries) in try await readHeaders(of: try await listUnindexedPacks(index: index)) {
      if let entries { file.append(pack: pack, entries: entries) } else { unreadable.append(pack) }
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

  /// Ascending by pack; `nil` for a header that cannot be read.
  private func readHeaders(
    of packs: [(id: StorageID, size: Int64)]
  ) async throws(RepositoryError) -> [(pack: StorageID, entries: [PackEntry]?)] {
    var headers: [(pack: StorageID, entries: [PackEntry]?)] = []
    do {
      try await withThrowingTaskGroup(of: (StorageID, [PackEntry]?).self) { group in
        for (position, pack) in packs.enumerated() {
          if position >= Self.headerFetchWidth, let header = try await group.next() { headers.append(header) }
          group.addTask { (pack.id, try await self.readHeaderIfWhole(pack.id, size: pack.size)) }
        }
        for try await header in group { headers.append(header) }
      }
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw RepositoryError(.store, "packs cannot be read: \(error)", location: store.name, cause: error)
    }
    return headers.sorted { $0.pack < $1.pack }
  }

  private func readHeaderIfWhole(
    _ pack: StorageID, size: Int64
  ) async throws(RepositoryError) -> [PackEntry]? {
    do throws(RepositoryError) {
      return try await readPackHeader(pack, size: size)
    } catch {
      guard error.code == .damaged || error.code == .missing else { throw error }
      return nil
    }
  }

  /// How long an upload in parts may take before it counts as abandoned, by the store's clock.
  private static let uploadLifetime: Int64 = 48 * 3600 * 1_000_000_000

  /// Removes what killed sessions had begun to store and not finished: temporary files, uploads in parts. Nothing that
  /// is whole is touched. Returns how many.
  @discardableResult
  public func removeUnfinishedPacks(holding lock: RepositoryLock) async throws(RepositoryError) -> Int {
    let store = store
    do {
      if let local = store.local {
        return try await BlockingThreads.files.run { () throws(StoreError) in
          try local.removeRemnants(prefix: RepositoryFile.pack.prefix)
        }
      }
      guard let multipart = store.multipart else { return 0 }
      let uploads = try await multipart.listUploads(prefix: RepositoryFile.pack.prefix)
      // The lock has just been written: its time is the store's own.
      guard !uploads.isEmpty, let now = try await store.head(RepositoryFile.lock.path(lock.id)).modified else {
        return 0
      }
      var removed = 0
      for upload in uploads where upload.begun.map({ now - $0 > Self.uploadLifetime }) == true {
        try await multipart.abort(upload)
        removed += 1
      }
      return removed
    } catch {
      throw RepositoryError(.store, "unfinished packs cannot be removed: \(error.message)", error, store)
    }
  }
}
