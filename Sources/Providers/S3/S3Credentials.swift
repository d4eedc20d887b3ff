public import Secrets

/// What requests to S3 are signed with.
public struct S3Credentials: PassingCredentials {
  public var accessKeyID: String
  public var secretAccessKey: SecretBytes
  public var sessionToken: SecretBytes?
  /// When they end, in seconds since 1970; `nil` for ever.
  public var expires: Int64?
  /// Where they come from, for messages: `environment`, `profile backup`, `instance metadata`.
  public var origin: String

  public init(
    accessKeyID: String, secretAccessKey: SecretBytes, sessionToken: SecretBytes? = nil, expires: Int64? = nil,
    origin: String
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expires = expires
    self.origin = origin
  }
}
