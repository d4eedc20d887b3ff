import Secrets

/// A role that is taken on with a token which the platform keeps in a file (Kubernetes service accounts, OpenID
/// Connect).
struct WebIdentityPlace: CredentialPlace {
  var tokenFile: String
  var role: S3Role
  var service: TokenService
  var title: String

  func look() async throws(StoreError) -> CredentialFinding<S3Credentials> {
    guard let contents = try await CredentialFile(path: tokenFile, kind: .token).read(), contents.bytes.count > 0 else {
      throw .credentials("\(title): the token file \(tokenFile) is not there, or empty")
    }
    return .found(try await service.assume(role, webIdentity: contents.bytes, origin: title))
  }
}
