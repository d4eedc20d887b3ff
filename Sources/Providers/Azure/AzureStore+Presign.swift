extension AzureStore: PresigningStore {
  public func url(for access: PresignedAccess, of key: String, seconds: Int) async throws(StoreError) -> String {
    try ObjectKey.validate(key, in: name)
    guard (1...604_800).contains(seconds) else {
      throw StoreError(
        .failed, "a URL is valid for one second to seven days, not for \(seconds) s", location: location(key))
    }
    guard case .sharedKey(let secret) = try await credentials.credentials().kind else {
      throw StoreError(
        .unsupported, "only the account's key signs URLs; give the shared key", location: location(key))
    }
    let query = try self.access(access == .get ? "r" : "cw", to: key, secret, seconds: Int64(seconds))
    return "\(configuration.endpoint.server)\(path(.blob(key: key)))?\(query)"
  }
}
