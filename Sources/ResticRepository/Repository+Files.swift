import Cryptography
import Providers

/// The small files: index files, snapshots and locks; and lists of files of any kind.
extension Repository {
  /// Reads, decrypts and unpacks a file, whose bytes must have the hash that names it.
  package func loadUnpacked(_ file: RepositoryFile, _ id: StorageID) async throws(RepositoryError) -> [UInt8] {
    let location = location(file, id)
    let sealed = try await file == .snapshot ? fetchSnapshot(id) : fetch(file, id)
    let plaintext: [UInt8]?
    do {
      plaintext = try codecs.withItem { codec in
        guard codec.hasher.digest(of: sealed) == id else { return nil }
        return try codec.open(sealed, isEncoded: config.version > 1)
      }
    } catch {
      throw RepositoryError(.damaged, Self.damage(to: file), location: location, cause: error)
    }
    guard let plaintext else { throw RepositoryError(.damaged, Self.damage(to: file), location: location) }
    return plaintext
  }

  /// Packs, encrypts and stores a file under the hash of its bytes. Safe to repeat.
  package func saveUnpacked(_ file: RepositoryFile, _ plaintext: [UInt8]) async throws(RepositoryError) -> StorageID {
    let sealed = try seal(file, plaintext)
    try await put(file, sealed.id, sealed.bytes)
    return sealed.id
  }

  /// The bytes of a file as they would be stored, and their name.
  func seal(_ file: RepositoryFile, _ plaintext: [UInt8]) throws(RepositoryError) -> (id: StorageID, bytes: [UInt8]) {
    do {
      return try codecs.withItem { try $0.seal(plaintext, isCompressed: config.version > 1) }
    } catch {
      throw RepositoryError(.store, "the \(file.word) could not be sealed", location: store.name, cause: error)
    }
  }

  /// The ids and sizes of all files of a kind, ascending by path. Files with other names are left out.
  package func list(_ file: RepositoryFile) async throws(RepositoryError) -> [(id: StorageID, size: Int64)] {
    var found: [(id: StorageID, size: Int64)] = []
    var cursor: String?
    do {
      repeat {
        let page = try await store.list(prefix: file.prefix, after: cursor, limit: 10_000)
        for object in page.objects {
          if let id = file.id(ofPath: object.key) { found.append((id, object.size)) }
        }
        cursor = page.next
      } while cursor != nil
    } catch {
      throw RepositoryError(.store, "the \(file.prefix) folder cannot be listed: \(error.message)", error, store)
    }
    return found
  }

  /// Deletes files; one that is not there counts as deleted.
  package func remove(_ file: RepositoryFile, _ ids: [StorageID]) async throws(RepositoryError) {
    guard !ids.isEmpty else { return }
    let failures: [DeleteFailure]
    do {
      failures = try await store.delete(ids.map(file.path))
    } catch {
      throw RepositoryError(.store, "the \(file.word) cannot be deleted: \(error.message)", error, store)
    }
    if let first = failures.first {
      throw RepositoryError(
        .store,
        "\(failures.count) of \(ids.count) files cannot be deleted, the first being \(first.key): \(first.error.message)",
        first.error, store)
    }
  }

  /// The bytes of a small file as they are stored.
  func fetch(_ file: RepositoryFile, _ id: StorageID) async throws(RepositoryError) -> [UInt8] {
    do {
      return try await store.get(file.path(id))
    } catch {
      if error.code == .notFound {
        throw RepositoryError(.missing, "the \(file.word) is not there", location: location(file, id), cause: error)
      }
      throw RepositoryError(
        .store, "the \(file.word) cannot be read: \(error.message)", location: location(file, id), cause: error)
    }
  }

  /// Stores a file under the hash of its bytes, which a store that needs it too is told.
  func put(_ file: RepositoryFile, _ id: StorageID, _ bytes: [UInt8]) async throws(RepositoryError) {
    do {
      try await store.put(file.path(id), .bytes(bytes), options: PutOptions(digest: id))
    } catch {
      throw RepositoryError(.store, "the \(file.word) cannot be stored: \(error.message)", error, store)
    }
  }

  static func damage(to file: RepositoryFile) -> String {
    switch file {
    case .index: "the index is damaged; `repair` builds it anew from the packs"
    case .snapshot: "the snapshot is damaged and cannot be read; `forget` removes it, other snapshots are not affected"
    case .lock: "the lock is damaged; `unlock` removes it when nothing else works on the repository"
    case .key: "the key is damaged; open the repository with another key and remove this one"
    case .pack: "the pack is damaged; `check --read-data` shows what it held"
    }
  }
}

extension RepositoryError {
  /// A store's error in the words of a repository.
  init(_ code: Code, _ message: String, _ cause: StoreError, _ store: any ObjectStore) {
    self.init(code, message, location: store.name, cause: cause)
  }
}
