/// One of the places where credentials may be.
protocol CredentialPlace: Sendable {
  /// As messages name it: `environment`, `profile "backup"`.
  var title: String { get }

  /// Asks the place, and keeps nothing. Throws where the place is set up, but does not answer as it should.
  func look() async throws(StoreError) -> CredentialFinding
}

enum CredentialFinding: Sendable {
  case found(S3Credentials)
  /// What is missing, for the message when no place has any: `AWS_ACCESS_KEY_ID is not set`.
  case none(String)
}
