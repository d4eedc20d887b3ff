public import Secrets

/// What requests to a storage account are allowed by: one of a key, a signature, a connection string, or an identity of
/// Entra ID; with none of these, what the environment or the platform has.
public struct AzureCredentialRules: Sendable {
  /// One of the account's two keys, in Base64.
  public var sharedKey: SecretReference?
  public var sharedAccessSignature: SecretReference?
  public var connectionString: SecretReference?
  /// Of Entra ID: an id or a domain.
  public var tenant: String?
  /// Of the application, or of a user-assigned managed identity.
  public var clientID: String?
  public var clientSecret: SecretReference?
  /// The token that the platform keeps for a workload.
  public var tokenFile: LocalPath?
  /// The identity that Azure gave this machine.
  public var usesManagedIdentity = false
  /// Where Entra ID is asked; nil is the environment's, else Microsoft's public one.
  public var authority: EndpointURL?
  /// A `.publishsettings` file of the classic portal: it is read to say what to use instead.
  public var publishSettings: LocalPath?
  /// For containers that anyone may read.
  public var isAnonymous = false
  public var origins = Origins()

  public init() {}
}
