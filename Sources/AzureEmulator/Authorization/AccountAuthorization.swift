/// Finds what a request is allowed to: by the account's key, a bearer token, or a shared access signature.
struct AccountAuthorization {
  let account: StorageAccount
  let bearerToken: String?
  let service: SharedAccessCheck.Service

  /// Throws where what the request brings is wrong, or not enough.
  ///
  /// - Parameter policies: Those of the container or share that the request is about.
  func grant(
    to request: EmulatorRequest, needing need: SharedAccessCheck.Need, policies: [StoredPolicy], at now: StorageTime
  ) throws(StorageFault) -> Grant {
    if let authorization = request["authorization"] {
      try check(authorization, of: request, at: now)
      return .everything
    }
    guard request.parameter("sig") != nil else { return .none }
    let check = SharedAccessCheck(account: account.name, key: account.key, service: service, policies: policies)
    return .permissions(try check.permissions(of: request, need, at: now))
  }

  private func check(
    _ authorization: String, of request: EmulatorRequest, at now: StorageTime
  ) throws(StorageFault) {
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { throw .authenticationFailed }
    let check = SharedKeyCheck(account: account.name, key: account.key)
    switch parts[0] {
    case "SharedKey", "SharedKeyLite":
      guard check.accepts(request, isLite: parts[0] == "SharedKeyLite", given: parts[1]) else {
        throw .authenticationFailed
      }
      try checkClock(request, at: now)
    case "Bearer":
      guard let token = bearerToken, parts[1] == token else {
        throw StorageFault(401, "InvalidAuthenticationInfo", "The token is not one that this server gave.")
      }
    default: throw .authenticationFailed
    }
  }

  /// A signature is good for 15 minutes.
  private func checkClock(_ request: EmulatorRequest, at now: StorageTime) throws(StorageFault) {
    guard let text = request["x-ms-date"] ?? request["date"], let time = StorageTime(text),
      abs(time.seconds - now.seconds) <= 900
    else { throw .authenticationFailed }
  }
}
