public import Cryptography
import Providers

extension Repository {
  /// Builds the index anew from the headers of the packs, and returns the packs whose header cannot be read.
  ///
  /// For when an index file is damaged or missing. The new files are there before the old ones go, so that an
  /// interruption loses nothing. Blobs in unreadable packs are in no index afterwards: `check` names what needs them.
  /// Takes one request for each pack. Throws `invalidArgument` unless `lock` is exclusive.
  public func rebuildIndex(holding lock: RepositoryLock) async throws(RepositoryError) -> [StorageID] {
    guard lock.isExclusive else {
      throw RepositoryError(
        .invalidArgument, "the index can be built anew under an exclusive lock only", location: store.name)
    }
    let old = try await list(.index).map(\.id)
    var unreadable: [StorageID] = []
    var new: Set<StorageID> = []
    var file = IndexFile()
    for (pack, size) in try await list(.pack) {
      do throws(RepositoryError) {
        file.append(pack: pack, entries: try await readPackHeader(pack, size: size))
      } catch {
        guard error.code == .damaged || error.code == .missing else { throw error }
        unreadable.append(pack)
      }
      if file.entries.count >= BlobWriter.indexBlobLimit {
        try await lock.ensureHeld()
        new.insert(try await saveIndexFile(file))
        file = IndexFile()
      }
    }
    try await lock.ensureHeld()
    if !file.packs.isEmpty { new.insert(try await saveIndexFile(file)) }
    try await remove(.index, old.filter { !new.contains($0) })
    index = nil
    return unreadable
  }
}
