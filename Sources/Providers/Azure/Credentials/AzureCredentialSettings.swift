public import Secrets

/// Which credentials a storage account is used with, as its configuration says.
public struct AzureCredentialSettings: Sendable {
  public enum Source: Sendable, Hashable {
    /// Looked for in the environment, then asked of the platform: see `AzureCredentialChain`.
    case automatic
    /// One of the account's two keys, in Base64.
    case sharedKey(SecretReference)
    /// A shared access signature, with or without its question mark.
    case sharedAccess(SecretReference)
    case connectionString(SecretReference)
    /// An application of Entra ID, with the secret that was made for it.
    case clientSecret(tenant: String, clientID: String, secret: SecretReference)
    /// The identity of this machine, or the user-assigned one with a client id.
    case managedIdentity(clientID: String?)
    /// An application of Entra ID, with the token that the platform keeps in a file (Kubernetes). `nil` takes the
    /// environment's.
    case workloadIdentity(tenant: String?, clientID: String?, tokenFile: String?)
    /// A file of the classic portal, whose certificate opens nothing any more: whoever asks is told what to use instead.
    case publishSettings(path: String)
    /// For containers that anyone may read.
    case anonymous
  }

  public var source: Source
  public var account: String
  /// Where Entra ID is asked: `https://login.microsoftonline.com`. `nil` takes the environment's
  /// (`AZURE_AUTHORITY_HOST`), else that one.
  public var authority: String?

  /// What tokens of Entra ID are for.
  public enum Purpose: Sendable, Hashable {
    /// Blobs and files.
    case storage
    /// The accounts of a subscription: see `AzureManagement`.
    case management
  }

  public var purpose = Purpose.storage

  var resource: String { purpose == .storage ? EntraService.storage : EntraService.management }

  public init(_ source: Source = .automatic, account: String, authority: String? = nil) {
    self.source = source
    self.account = account
    self.authority = authority
  }
}
