import Cryptography
public import Providers
public import Secrets

extension Repository {
  /// Opens the repository in `store`.
  ///
  /// Takes as long as the keys ask for: half a second for each that the password does not fit. Errors: `noRepository`,
  /// `wrongPassword`, `unsupportedVersion`, `damaged`, `store`.
  ///
  /// - Parameter cacheDirectory: a folder of this user's, made when needed; what is in it may be deleted at any time.
  public static func open(
    at store: any ObjectStore, password: SecretBytes, cacheDirectory: String? = nil
  ) async throws(RepositoryError) -> Repository {
    let keys = try await listKeys(in: store)
    guard !keys.isEmpty else { throw try await noKeys(in: store) }
    let (keyID, masterKey) = try await findKey(among: keys, in: store, password: password)
    let config = try await loadConfig(from: store, masterKey)
    return Repository(
      store: store, config: config, masterKey: masterKey, keyID: keyID, cacheDirectory: cacheDirectory)
  }

  static func listKeys(in store: any ObjectStore) async throws(RepositoryError) -> [StorageID] {
    do {
      var ids: [StorageID] = []
      var cursor: String?
      repeat {
        let page = try await store.list(prefix: RepositoryFile.key.prefix, after: cursor, limit: 1000)
        ids += page.objects.compactMap { RepositoryFile.key.id(ofPath: $0.key) }
        cursor = page.next
      } while cursor != nil
      return ids
    } catch {
      guard error.code != .notFound else { return [] }
      throw RepositoryError(.store, "the repository cannot be reached: \(error.message)", error, store)
    }
  }

  private static func noKeys(in store: any ObjectStore) async throws(RepositoryError) -> RepositoryError {
    let hasConfig: Bool
    do { hasConfig = try await store.exists(RepositoryFile.configPath) } catch {
      throw RepositoryError(.store, "the repository cannot be reached: \(error.message)", error, store)
    }
    return hasConfig
      ? RepositoryError(
        .damaged, "the repository has lost all its keys; without a copy of one it cannot be opened",
        location: store.name)
      : RepositoryError(
        .noRepository, "there is no repository here; `init` makes one", location: store.name)
  }

  /// Tries the password on each key, and tells a wrong one from keys that are hurt.
  static func findKey(
    among ids: [StorageID], in store: any ObjectStore, password: SecretBytes
  ) async throws(RepositoryError) -> (StorageID, MasterKey) {
    var damaged: [StorageID] = []
    for id in ids {
      guard let file = try await loadKey(id, from: store) else {
        damaged.append(id)
        continue
      }
      let result: Result<KeyFile.Opening, CryptographyError> = await KeyFile.threads.run {
        Result { () throws(CryptographyError) in try file.open(password: password) }
      }
      switch result {
      case .success(.opened(let masterKey)): return (id, masterKey)
      case .success(.wrongPassword): continue
      case .success(.damaged): damaged.append(id)
      case .failure(let error):
        throw RepositoryError(.store, "a key cannot be derived: \(error.message)", location: store.name, cause: error)
      }
    }
    guard let first = damaged.first else {
      throw RepositoryError(
        .wrongPassword, "the password fits none of the \(ids.count) keys of this repository", location: store.name)
    }
    let others = ids.count - damaged.count
    throw RepositoryError(
      .damaged,
      "the key is damaged\(others > 0 ? ", and the password fits none of the \(others) others" : ""); "
        + "put it back from a copy of the repository, or use another key's password",
      location: "\(store.name): key \(first)")
  }

  /// `nil` when what is there is damaged: it does not have the hash that names it, or is no key.
  static func loadKey(_ id: StorageID, from store: any ObjectStore) async throws(RepositoryError) -> KeyFile? {
    let bytes: [UInt8]
    do { bytes = try await store.get(RepositoryFile.key.path(id)) } catch {
      throw RepositoryError(
        .store, "the key cannot be read: \(error.message)", location: "\(store.name): key \(id)", cause: error)
    }
    guard let hasher = try? SHA256Hasher(), hasher.digest(of: bytes) == id else { return nil }
    return bytes.withUnsafeBytes { try? KeyFile(decoding: $0) }
  }

  /// The config as it is in the store now.
  func loadConfig() async throws(RepositoryError) -> RepositoryConfig {
    try await Self.loadConfig(from: store, masterKey)
  }

  private static func loadConfig(
    from store: any ObjectStore, _ masterKey: MasterKey
  ) async throws(RepositoryError) -> RepositoryConfig {
    let location = "\(store.name): \(RepositoryFile.configPath)"
    let sealed: [UInt8]
    do { sealed = try await store.get(RepositoryFile.configPath) } catch {
      guard error.code == .notFound else {
        throw RepositoryError(.store, "the config cannot be read: \(error.message)", location: location, cause: error)
      }
      throw RepositoryError(
        .damaged, "the repository has keys but no config; put the file back from a copy of the repository",
        location: location, cause: error)
    }
    let config: RepositoryConfig
    do {
      guard let plaintext = try FileCodec(masterKey).open(sealed, isEncoded: false) else {
        throw CryptographyError(.failed, "the config cannot be decrypted", location: location)
      }
      config = try plaintext.withUnsafeBytes { try RepositoryConfig(decoding: $0) }
    } catch {
      throw RepositoryError(
        .damaged, "the config is damaged; put the file back from a copy of the repository", location: location,
        cause: error)
    }
    guard RepositoryConfig.supportedVersions.contains(config.version) else {
      throw RepositoryError(
        .unsupportedVersion,
        "the repository has format version \(config.version), and this program knows 1 and 2; use a newer one",
        location: location)
    }
    return config
  }
}
