import Secrets

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, and where they are set `AWS_SESSION_TOKEN` and
/// `AWS_CREDENTIAL_EXPIRATION`.
struct EnvironmentPlace: CredentialPlace {
  var environment: CredentialEnvironment

  var title: String { "environment" }

  func look() async throws(StoreError) -> CredentialFinding<S3Credentials> {
    guard let id = environment.variable("AWS_ACCESS_KEY_ID") else { return .none("AWS_ACCESS_KEY_ID is not set") }
    guard let secret = environment.variable("AWS_SECRET_ACCESS_KEY") else {
      throw .credentials("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: set both or neither")
    }
    let token = environment.variable("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
    var expires: Int64?
    if let text = environment.variable("AWS_CREDENTIAL_EXPIRATION") {
      guard let time = UTCTime(rfc3339: text) else {
        throw .credentials("AWS_CREDENTIAL_EXPIRATION is not a time such as 2026-01-31T12:00:00Z")
      }
      expires = time.seconds
    }
    return .found(
      S3Credentials(
        accessKeyID: id, secretAccessKey: SecretBytes(copying: Array(secret.utf8)),
        sessionToken: token.map { SecretBytes(copying: Array($0.utf8)) }, expires: expires, origin: title))
  }
}
