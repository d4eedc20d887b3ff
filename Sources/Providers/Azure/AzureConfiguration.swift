/// A container of a storage account, where it is, and how blobs are stored in it.
public struct AzureConfiguration: Sendable {
  public var account: String
  public var endpoint: AzureEndpoint
  public var container: String
  /// Of new blobs, in the service's words: `Cool`. `nil` for the account's own.
  public var tier: String?
  /// Of new blobs; at most ten.
  public var tags: [String: String] = [:]
  /// The version of the interface that requests ask for.
  ///
  /// From 2026-02-06 on, a listing begins anywhere; before, it reads from the start of its prefix up to where it begins.
  public var apiVersion = "2026-02-06"

  /// - Parameter endpoint: `nil` for Microsoft's.
  public init(account: String, container: String, endpoint: AzureEndpoint? = nil) {
    self.account = account
    self.container = container
    self.endpoint = endpoint ?? .blob(ofAccount: account)
  }
}
