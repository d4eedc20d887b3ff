import Cryptography
import Glibc
import Synchronization

/// Takes index files from many tasks, in the order in which they come.
final class IndexCollector: Sendable {
  // SAFETY: used only with the mutex held.
  private struct Guarded: @unchecked Sendable {
    var builder: BlobTableBuilder
  }

  private let guarded: Mutex<Guarded>
  private let location: String

  init(_ builder: BlobTableBuilder, location: String) {
    guarded = Mutex(Guarded(builder: builder))
    self.location = location
  }

  func add(_ index: IndexFile, id: StorageID) throws(RepositoryError) {
    try attempt { try guarded.withLock { try $0.builder.add(index, id: id) } }
  }

  /// Writes the table into the cache, or into a file without a name, and maps it.
  func finish(in cache: IndexCache) throws(RepositoryError) -> BlobTable {
    try attempt {
      try guarded.withLock { guarded in
        try cache.store { descriptor, key in try guarded.builder.finish(into: descriptor, key: key) }
      }
    }
  }

  private func attempt<Result>(_ body: () throws -> Result) throws(RepositoryError) -> Result {
    do { return try body() } catch {
      throw RepositoryError(
        .store,
        "the table of the index cannot be written on this machine: \(error); make room there, or name another "
          + "folder for the cache", location: location, cause: error)
    }
  }
}
