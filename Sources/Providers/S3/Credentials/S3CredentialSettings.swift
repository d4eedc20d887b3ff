public import Secrets

/// Which credentials a store is to use, as its configuration says.
public struct S3CredentialSettings: Sendable {
  public enum Source: Sendable, Hashable {
    /// Looked for in the places of the AWS SDKs, in their order.
    case automatic
    case keyPair(accessKeyID: SecretReference, secretAccessKey: SecretReference, sessionToken: SecretReference? = nil)
    /// A profile of the shared files, and nothing else: it is an error where it has no credentials.
    case profile(String)
    /// The `credentials.csv` that IAM's console gives for download.
    case csv(path: String)
  }

  public var source: Source
  /// Taken on with what `source` gives.
  public var role: S3Role?
  /// The region whose token service is asked for roles; `nil` takes that of the environment or the profile.
  public var region: String?
  /// The address of the token service (STS); `nil` is that of the environment, else Amazon's in the region.
  public var tokenServiceEndpoint: String?
  /// Lets the token service be reached by plain `http:` beyond this machine.
  public var allowsPlainHTTP: Bool

  public init(
    _ source: Source = .automatic, role: S3Role? = nil, region: String? = nil, tokenServiceEndpoint: String? = nil,
    allowsPlainHTTP: Bool = false
  ) {
    self.source = source
    self.role = role
    self.region = region
    self.tokenServiceEndpoint = tokenServiceEndpoint
    self.allowsPlainHTTP = allowsPlainHTTP
  }
}
