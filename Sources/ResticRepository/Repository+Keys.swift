public import Cryptography
import Providers
public import Secrets

extension Repository {
  /// The keys, ascending by id. One that is damaged is listed with what little is known.
  public func listKeys() async throws(RepositoryError) -> [KeyInfo] {
    var keys: [KeyInfo] = []
    for id in try await Self.listKeys(in: store) {
      let file = try await Self.loadKey(id, from: store)
      keys.append(
        KeyInfo(
          id: id, created: file?.created ?? .epoch, username: file?.username ?? "", hostname: file?.hostname ?? "",
          isCurrent: id == keyID, isDamaged: file == nil))
    }
    return keys
  }

  /// Adds a password that opens the repository, and returns its key's id.
  @discardableResult
  public func addKey(
    password: SecretBytes, scrypt: ScryptParameters? = nil, process: ProcessIdentity = .current()
  ) async throws(RepositoryError) -> StorageID {
    guard password.count > 0 else {
      throw RepositoryError(.invalidArgument, "a key needs a password that is not empty", location: store.name)
    }
    return try await Self.storeKey(
      sealing: masterKey, password: password, scrypt: scrypt, process: process, in: store)
  }

  /// Removes a key: its password opens the repository no more. Never the key in use, and so never the last one.
  ///
  /// Hold an exclusive lock, so that two processes do not remove each other's.
  public func removeKey(_ id: StorageID) async throws(RepositoryError) {
    guard id != keyID else {
      throw RepositoryError(
        .invalidArgument,
        "this key opened the repository and cannot be removed; open it with another password, or change this one's",
        location: location(.key, id))
    }
    let ids = try await Self.listKeys(in: store)
    guard ids.contains(id) else {
      throw RepositoryError(.missing, "there is no such key; `key list` shows all", location: location(.key, id))
    }
    guard ids.contains(keyID) else {
      throw RepositoryError(
        .invalidArgument, "the key in use was removed meanwhile, so that no other may go; add a key first",
        location: location(.key, id))
    }
    try await remove(.key, [id])
  }

  /// Replaces the key in use by one with another password: the new one is there before the old one goes.
  @discardableResult
  public func changePassword(
    to password: SecretBytes, scrypt: ScryptParameters? = nil, process: ProcessIdentity = .current()
  ) async throws(RepositoryError) -> StorageID {
    let old = keyID
    let new = try await addKey(password: password, scrypt: scrypt, process: process)
    // What was stored is opened before the old key goes.
    _ = try await Self.findKey(among: [new], in: store, password: password)
    keyID = new
    try await remove(.key, [old])
    return new
  }
}
