/// A storage account of Azure, its blobs: `NAME:CONTAINER/KEY`.
public struct AzureProvider: Sendable {
  public var name: String
  public var account: String
  /// nil is Microsoft's public cloud.
  public var endpoint: EndpointURL?
  /// nil is what the environment has, else the identity of the machine.
  public var credentials: AzureCredentialRules?
  /// Of new blobs; nil is the account's own.
  public var tier: TierChoice?
  /// Of new blobs; sorted by name.
  public var tags: [ObjectTag] = []
  /// The version of the interface; nil is the newest that the program knows.
  public var apiVersion: String?
  /// The most requests in flight; nil leaves it to the program.
  public var requests: Int?
  /// The authorities to trust instead of the system's, in PEM.
  public var caFile: LocalPath?
  /// Allows plain `http:` to other machines.
  public var isInsecure = false
  public var origins = Origins()

  public init(name: String, account: String, endpoint: EndpointURL? = nil) {
    self.name = name
    self.account = account
    self.endpoint = endpoint
  }
}
