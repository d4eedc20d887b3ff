import Chunker
import Cryptography
public import Providers
public import Secrets

extension Repository {
  /// Makes a new repository of format version 2 in `store`, with one key. Throws `conflict` where one is already.
  ///
  /// The key is stored first and the config last: what an interruption leaves is no repository yet, and is refused
  /// until it has been deleted.
  public static func create(
    at store: any ObjectStore, password: SecretBytes, options: RepositoryOptions = RepositoryOptions(),
    cacheDirectory: String? = nil
  ) async throws(RepositoryError) -> Repository {
    guard password.count > 0 else {
      throw RepositoryError(.invalidArgument, "a repository needs a password that is not empty", location: store.name)
    }
    try await ensureEmpty(store)
    let masterKey: MasterKey
    let config: RepositoryConfig
    let sealedConfig: [UInt8]
    do {
      masterKey = try MasterKey.random()
      let id = try FileCodec(masterKey).hasher.digest(of: SecureRandom.bytes(StorageID.byteCount))
      let polynomial = try options.chunkerPolynomial ?? RabinPolynomial.random().bits
      config = RepositoryConfig(id: id, chunkerPolynomial: polynomial, chunker: options.chunker)
      sealedConfig = try FileCodec(masterKey).seal(config.encoded(), isCompressed: false).bytes
    } catch {
      throw RepositoryError(.store, "the keys cannot be made", location: store.name, cause: error)
    }
    let keyID = try await storeKey(
      sealing: masterKey, password: password, scrypt: options.scrypt, process: options.process, in: store)
    do {
      let condition: PutCondition = store.capabilities.contains(.putIfAbsent) ? .ifAbsent : .always
      try await store.put(RepositoryFile.configPath, sealedConfig, options: PutOptions(condition: condition))
    } catch {
      let code: RepositoryError.Code = error.code == .conditionFailed ? .conflict : .store
      throw RepositoryError(code, "the config cannot be stored: \(error.message)", error, store)
    }
    return Repository(
      store: store, config: config, masterKey: masterKey, keyID: keyID, cacheDirectory: cacheDirectory)
  }

  /// Whether there is a repository in `store`, readable or not.
  public static func exists(in store: any ObjectStore) async throws(RepositoryError) -> Bool {
    do { return try await store.exists(RepositoryFile.configPath) } catch {
      throw RepositoryError(.store, "the place cannot be reached: \(error.message)", error, store)
    }
  }

  private static func ensureEmpty(_ store: any ObjectStore) async throws(RepositoryError) {
    let isThere = try await exists(in: store)
    let keys = try await listKeys(in: store)
    guard !isThere, keys.isEmpty else {
      throw RepositoryError(
        .conflict,
        isThere
          ? "there is a repository here already; open it, or choose another place"
          : "there are keys of a repository here but no config; delete them, or choose another place",
        location: store.name)
    }
  }

  /// Stores a key file for a password. Takes as long as `scrypt` asks for.
  static func storeKey(
    sealing masterKey: MasterKey, password: SecretBytes, scrypt: ScryptParameters?, process: ProcessIdentity,
    in store: any ObjectStore
  ) async throws(RepositoryError) -> StorageID {
    let made: Result<KeyFile, CryptographyError> = await KeyFile.threads.run {
      Result { () throws(CryptographyError) in
        try KeyFile(
          sealing: masterKey, password: password, parameters: scrypt ?? .calibrated(), created: .now(),
          username: process.username, hostname: process.hostname)
      }
    }
    let bytes: [UInt8]
    let id: StorageID
    do {
      bytes = try made.get().encoded()
      id = try SHA256Hasher().digest(of: bytes)
    } catch {
      throw RepositoryError(.store, "the key cannot be made", location: store.name, cause: error)
    }
    do { try await store.put(RepositoryFile.key.path(id), bytes) } catch {
      throw RepositoryError(.store, "the key cannot be stored: \(error.message)", error, store)
    }
    return id
  }
}
