extension StoreError {
  /// Where errors of looking for credentials stand.
  static let credentialLocation = "credentials"

  /// No credentials, and why.
  static func credentials(_ message: String, cause: (any Error)? = nil) -> StoreError {
    StoreError(.accessDenied, message, location: credentialLocation, cause: cause)
  }

  /// No credentials now; there may be some later.
  static func credentialsUnavailable(_ message: String, isRetryable: Bool = true, cause: (any Error)?) -> StoreError {
    StoreError(.unavailable, message, location: credentialLocation, isRetryable: isRetryable, cause: cause)
  }

  /// A service that gives credentials could not be asked.
  static func credentials(_ error: HTTPError, asking service: String) -> StoreError {
    if error.code == .cancelled {
      return StoreError(.cancelled, "the search was cancelled", location: credentialLocation, cause: error)
    }
    return .credentialsUnavailable(
      "\(service) cannot be asked: \(error.description)", isRetryable: error.isRetryable, cause: error)
  }
}
