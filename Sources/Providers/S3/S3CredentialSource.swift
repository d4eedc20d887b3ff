/// A place that credentials come from.
public protocol S3CredentialSource: Sendable {
  /// Credentials that are valid now; `nil` where this place has none and the next may be asked. Throws where the place
  /// is set up but does not answer as it should.
  ///
  /// Called for every request: a source that asks elsewhere keeps the answer until shortly before it expires.
  func credentials() async throws(StoreError) -> S3Credentials?

  /// The store refused these credentials as expired: the next call of `credentials` asks afresh.
  func invalidate() async
}
