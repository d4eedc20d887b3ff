import Providers

extension Repository {
  /// A reader for one thread. `index` may be older than what it is asked for: `BlobRequest`s say where blobs are.
  public func makeReader(index: BlobIndex) throws(RepositoryError) -> BlobReader {
    do { return try BlobReader(self, index) } catch {
      throw RepositoryError(.store, "reading cannot be prepared: \(error)", location: store.name, cause: error)
    }
  }
}
