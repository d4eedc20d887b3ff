import Cryptography
import Glibc
import Providers

/// The folder where the table of one repository's index is kept between runs. Deleting it costs time only.
///
///     CACHE/<repository id>/index.table
struct IndexCache: Sendable {
  /// Where tables and spilled runs go.
  let directory: String
  private let path: String?
  private let masterKey: MasterKey

  init(_ repository: Repository) throws(RepositoryError) {
    masterKey = repository.masterKey
    guard let cache = repository.cacheDirectory else {
      directory = TemporaryFile.defaultDirectory
      path = nil
      return
    }
    directory = "\(cache)/\(repository.id.hex)"
    path = "\(directory)/index.table"
    for folder in [cache, directory] where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw RepositoryError(
        .store, "the cache folder \(folder) cannot be made: \(SystemFailure("mkdir"))", location: repository.store.name)
    }
  }

  private func key() throws -> HMAC { try masterKey.derived(for: "elasto-sync: table of the index in the local cache") }

  /// The table kept last; `nil` when there is none, or it does not prove whole and ours.
  func load() -> BlobTable? {
    guard let path else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard let key = try? key(), BlobTableTag.verify(descriptor: descriptor, key: key) else { return nil }
    return MappedFile(descriptor: descriptor).flatMap { BlobTable($0) }
  }

  /// Lets `write` fill a new table, which takes the place of the old one when it is whole.
  func store(_ write: (_ descriptor: Int32, _ key: HMAC?) throws -> Void) throws -> BlobTable {
    guard let path else {
      let file = try TemporaryFile(in: directory)
      try write(file.descriptor, nil)
      return try Self.map(file.descriptor)
    }
    var temporary = Array("\(path)-XXXXXX".utf8CString)
    let descriptor = mkstemp(&temporary)
    guard descriptor >= 0 else { throw SystemFailure("create a file in \(directory)") }
    defer { close(descriptor) }
    do {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      try write(descriptor, key())
      // No fsync: a table that a power cut leaves behind in part does not have the right tag.
      guard rename(temporary, path) == 0 else { throw SystemFailure("rename") }
      return try Self.map(descriptor)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private static func map(_ descriptor: Int32) throws -> BlobTable {
    guard let file = MappedFile(descriptor: descriptor), let table = BlobTable(file) else {
      throw SystemFailure("mmap")
    }
    return table
  }
}
