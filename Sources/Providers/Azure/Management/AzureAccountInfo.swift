/// A storage account as its subscription lists it.
public struct AzureAccountInfo: Sendable, Hashable {
  public var name: String
  public var group: String
  /// `westeurope`.
  public var region: String
  /// `StorageV2`, `BlobStorage`.
  public var kind: String
  /// It has been made whole.
  public var isReady: Bool
  /// Where its blobs are: `https://name.blob.core.windows.net/`.
  public var blobEndpoint: String?

  init(_ account: AzureManagement.Account) {
    name = account.name
    region = account.location
    kind = account.kind
    isReady = account.properties?.provisioningState.map { $0 == "Succeeded" } ?? true
    blobEndpoint = account.properties?.primaryEndpoints?.blob
    // /subscriptions/ID/resourceGroups/GROUP/providers/…
    let parts = account.id.split(separator: "/")
    group = parts.count > 3 ? String(parts[3]) : ""
  }
}

/// The documents of the service.
extension AzureManagement {
  struct Account: Decodable {
    struct Properties: Decodable {
      struct Endpoints: Decodable { var blob: String? }
      var provisioningState: String?
      var primaryEndpoints: Endpoints?
    }
    var id: String
    var name: String
    var location: String
    var kind: String
    var properties: Properties?
  }

  struct AccountList: Decodable {
    var value: [Account]
    var nextLink: String?
  }

  struct KeyList: Decodable {
    struct Key: Decodable { var value: String }
    var keys: [Key]
  }

  struct NewAccount: Encodable {
    struct SKU: Encodable { var name: String }
    var sku: SKU
    var kind: String
    var location: String
  }

  struct Refusal: Decodable {
    struct Reason: Decodable {
      var code: String
      var message: String
    }
    var error: Reason
  }
}
