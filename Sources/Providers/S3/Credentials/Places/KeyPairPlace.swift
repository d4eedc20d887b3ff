import Secrets

/// A key pair whose parts the configuration refers to.
struct KeyPairPlace: CredentialPlace {
  var accessKeyID: SecretReference
  var secretAccessKey: SecretReference
  var sessionToken: SecretReference?

  var title: String { "configured key pair" }

  func look() async throws(StoreError) -> CredentialFinding<S3Credentials> {
    let id = try await accessKeyID.resolved("access key id")
    let secret = try await secretAccessKey.resolved("secret access key")
    var token: SecretBytes?
    if let sessionToken { token = try await sessionToken.resolved("session token") }
    return .found(
      S3Credentials(
        accessKeyID: id.withBytes { String(decoding: $0, as: UTF8.self) }, secretAccessKey: secret,
        sessionToken: token, origin: title))
  }
}
