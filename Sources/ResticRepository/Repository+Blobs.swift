public import Cryptography
import Providers

extension Repository {
  /// A blob's plaintext, proven to have the hash that names it. Loads the index if that has not been done.
  public func loadBlob(_ kind: BlobKind, _ id: StorageID) async throws(RepositoryError) -> [UInt8] {
    try await withBlob(kind, id) { (bytes) throws(RepositoryError) in Array(bytes) }
  }

  /// A folder's nodes.
  public func loadTree(_ id: StorageID) async throws(RepositoryError) -> Tree {
    try await withBlob(.tree, id) { (bytes) throws(RepositoryError) in try Tree(decoding: bytes) }
  }

  private func withBlob<Result>(
    _ kind: BlobKind, _ id: StorageID, _ body: (UnsafeRawBufferPointer) throws(RepositoryError) -> Result
  ) async throws(RepositoryError) -> Result {
    let index: BlobIndex
    if let loaded = self.index { index = loaded } else { index = try await loadIndex() }
    var failure: RepositoryError?
    // Of several copies a whole one will do.
    for copy in index.copies(of: kind, id) {
      do throws(RepositoryError) {
        let sealed = try await readSealed(kind, id, copy, index)
        do throws(RepositoryError) {
          return try open(sealed, id, copy, body)
        } catch {
          // The local disk may have changed it.
          guard let files, kind == .tree, error.code == .damaged else { throw error }
          files.remove(copy.pack)
          blocks.removeAll()
          return try open(try await readPack(copy.pack, copy.range)[...], id, copy, body)
        }
      } catch {
        if failure == nil { failure = error }
      }
    }
    throw failure ?? Self.missing(kind, id, in: store.name)
  }

  static func missing(_ kind: BlobKind, _ id: StorageID, in store: String) -> RepositoryError {
    RepositoryError(
      .missing, "the index does not know \(kind.name) blob \(id); `check` shows what refers to it", location: store)
  }

  private func open<Result>(
    _ sealed: ArraySlice<UInt8>, _ id: StorageID, _ place: BlobLocation,
    _ body: (UnsafeRawBufferPointer) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    do {
      return try openers.withItem { opener in
        try sealed.withUnsafeBytes { sealed in
          try body(
            opener.open(
              sealed, id: id, uncompressedLength: place.uncompressedLength, location: location(.pack, place.pack)))
        }
      }
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw RepositoryError(.store, "a blob cannot be opened: \(error)", location: store.name, cause: error)
    }
  }

  /// Trees are read a block at a time, with their neighbours; data as far as needed.
  private func readSealed(
    _ kind: BlobKind, _ id: StorageID, _ place: BlobLocation, _ index: BlobIndex
  ) async throws(RepositoryError) -> ArraySlice<UInt8> {
    guard kind == .tree, PackBlockCache.holds(place), let end = index.blobsEnd(besides: kind, id, in: place.pack)
    else { return try await readPack(place.pack, place.range)[...] }
    if let cached = blocks.sealed(place) { return cached }
    let bytes = try await readTreePack(place.pack, PackBlockCache.stretch(for: place, in: end))
    blocks.insert(bytes, for: place)
    if let sealed = blocks.sealed(place) { return sealed }
    return try await readPack(place.pack, place.range)[...]
  }

  /// Bytes of a pack as they are stored; `nil` for all of them.
  package func readPack(_ pack: StorageID, _ range: Range<Int64>?) async throws(RepositoryError) -> [UInt8] {
    do {
      return try await store.get(RepositoryFile.pack.path(pack), range: range)
    } catch {
      switch error.code {
      case .notFound:
        throw RepositoryError(
          .missing, "the pack is not there, though the index names it; `check` shows what is lost",
          location: location(.pack, pack), cause: error)
      case .invalidRange, .truncated:
        throw RepositoryError(
          .damaged, "the pack is shorter than the index says; `check` shows what is lost",
          location: location(.pack, pack), cause: error)
      default:
        throw RepositoryError(
          .store, "the pack cannot be read: \(error.message)", location: location(.pack, pack), cause: error)
      }
    }
  }
}
