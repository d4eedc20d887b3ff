import Cryptography
public import Secrets

extension AzureStore: PresigningStore {
  public func url(for access: PresignedAccess, of key: String, seconds: Int) async throws(StoreError) -> String {
    try ObjectKey.validate(key, in: name)
    guard (1...604_800).contains(seconds) else {
      throw StoreError(
        .failed, "a URL is valid for one second to seven days, not for \(seconds) s", location: location(key))
    }
    let query = try signature(
      .blob(key, container: configuration.container), access == .get ? "r" : "cw", try await accountKey(location(key)),
      seconds: Int64(seconds))
    return "\(configuration.endpoint.server)\(path(.blob(key: key)))?\(query)"
  }

  /// A shared access signature for everything in this container: the query of a URL, to be kept like a key.
  ///
  /// - Parameters:
  ///   - permissions: letters in the service's order: `racwdxltf`.
  ///   - seconds: how long it is valid, from now on.
  /// - Throws: `.unsupported` where the account's key is not at hand.
  public func containerSignature(permissions: String, seconds: Int64) async throws(StoreError) -> SecretBytes {
    let text = try signature(
      .container(configuration.container), permissions, try await accountKey(name), seconds: seconds)
    return SecretBytes(copying: Array(text.utf8))
  }

  /// A shared access signature, made with a key of the account.
  func signature(
    _ scope: AzureSharedAccess.Scope, _ permissions: String, _ secret: SecretBytes, seconds: Int64
  ) throws(StoreError) -> String {
    var access = AzureSharedAccess(scope: scope)
    access.permissions = permissions
    access.expiry = UTCTime(seconds: sender.time.seconds + seconds)
    do throws(CryptographyError) {
      return try access.query(signedWith: AzureAccountKey(account: configuration.account, key: secret))
    } catch {
      throw StoreError(.failed, "the URL cannot be signed: \(error)", location: name, cause: error)
    }
  }

  private func accountKey(_ location: String) async throws(StoreError) -> SecretBytes {
    guard case .sharedKey(let secret) = try await credentials.credentials().kind else {
      throw StoreError(.unsupported, "only the account's key signs URLs; give the shared key", location: location)
    }
    return secret
  }
}
