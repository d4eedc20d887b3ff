public import Secrets

/// What requests to a storage account are allowed by.
public struct AzureCredentials: PassingCredentials {
  public enum Kind: Sendable {
    /// One of the account's two keys, the bytes that the portal shows in Base64.
    case sharedKey(SecretBytes)
    /// A shared access signature: the query of a URL, without the question mark.
    case sharedAccess(SecretBytes)
    /// A token of Entra ID.
    case bearer(SecretBytes)
    /// For containers that anyone may read.
    case anonymous
  }

  public var kind: Kind
  /// When they end, in seconds since 1970; `nil` for ever.
  public var expires: Int64?
  /// Where they come from, for messages: `environment`, `manifest`.
  public var origin: String

  public init(_ kind: Kind, expires: Int64? = nil, origin: String) {
    self.kind = kind
    self.expires = expires
    self.origin = origin
  }
}
