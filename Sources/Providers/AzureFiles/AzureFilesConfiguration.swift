/// A share of a storage account, and where it is.
public struct AzureFilesConfiguration: Sendable {
  public var account: String
  public var endpoint: AzureEndpoint
  public var share: String
  /// The version of the interface that requests ask for; 2022-11-02 or later, for names that end in a dot.
  public var apiVersion = "2026-02-06"

  /// - Parameter endpoint: `nil` for Microsoft's.
  public init(account: String, share: String, endpoint: AzureEndpoint? = nil) {
    self.account = account
    self.share = share
    self.endpoint = endpoint ?? .file(ofAccount: account)
  }
}
