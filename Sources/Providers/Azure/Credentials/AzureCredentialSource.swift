/// A place that credentials come from.
public protocol AzureCredentialSource: Sendable {
  /// Credentials that are valid now. Throws `.accessDenied` where there are none.
  ///
  /// Called for every request: a source that asks elsewhere keeps the answer until shortly before it expires.
  func credentials() async throws(StoreError) -> AzureCredentials

  /// The store refused these credentials as expired: the next call of `credentials` asks afresh.
  func invalidate() async
}

/// Always the same credentials.
public struct FixedAzureCredentials: AzureCredentialSource {
  private let fixed: AzureCredentials

  public init(_ fixed: AzureCredentials) { self.fixed = fixed }

  public func credentials() async throws(StoreError) -> AzureCredentials { fixed }
  public func invalidate() async {}
}
