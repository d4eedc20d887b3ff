import Cryptography
import Providers

extension Repository {
  /// Begins to write under a lock. `index` is freshly loaded, and no other session uses it.
  public func makeWriter(
    index: BlobIndex, holding lock: RepositoryLock, options: BlobWriterOptions = BlobWriterOptions()
  ) -> BlobWriter {
    BlobWriter(self, index, lock, options)
  }

  /// A session that stores nothing and tells what would be new. `index` counts blobs as there that are not, afterwards.
  public func makeDryRun(index: BlobIndex, options: BlobWriterOptions = BlobWriterOptions()) -> BlobWriter {
    var options = options
    options.isDryRun = true
    return BlobWriter(self, index, nil, options)
  }
}
