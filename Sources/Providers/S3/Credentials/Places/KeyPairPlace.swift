import Secrets

/// A key pair whose parts the configuration refers to.
struct KeyPairPlace: CredentialPlace {
  var accessKeyID: SecretReference
  var secretAccessKey: SecretReference
  var sessionToken: SecretReference?

  var title: String { "configured key pair" }

  func look() async throws(StoreError) -> CredentialFinding {
    let id = try await resolved(accessKeyID, "access key id")
    let secret = try await resolved(secretAccessKey, "secret access key")
    var token: SecretBytes?
    if let sessionToken { token = try await resolved(sessionToken, "session token") }
    return .found(
      S3Credentials(
        accessKeyID: id.withBytes { String(decoding: $0, as: UTF8.self) }, secretAccessKey: secret,
        sessionToken: token, origin: title))
  }

  private func resolved(_ reference: SecretReference, _ part: String) async throws(StoreError) -> SecretBytes {
    try await BlockingThreads.files.run { () throws(StoreError) in
      do throws(SecretError) {
        return try reference.resolve()
      } catch {
        throw .credentials("the \(part) from \(error.reference): \(error.reason)", cause: error)
      }
    }
  }
}
