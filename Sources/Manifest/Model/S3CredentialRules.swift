public import Secrets

/// Which credentials requests to S3 are signed with: a key pair, a profile, or a file; with none of these, what the
/// AWS SDKs would find.
public struct S3CredentialRules: Sendable {
  public var accessKeyID: SecretReference?
  public var secretAccessKey: SecretReference?
  public var sessionToken: SecretReference?
  /// Of the SDKs' shared files.
  public var profile: String?
  /// A `credentials.csv` of IAM.
  public var csv: LocalPath?
  /// A role that is taken on with them.
  public var roleARN: String?
  public var externalID: String?
  public var roleSessionName: String?
  public var roleDuration: TimeSpan?
  /// The token service (STS); nil is the environment's, else Amazon's.
  public var stsEndpoint: EndpointURL?
  public var origins = Origins()

  public init() {}
}
