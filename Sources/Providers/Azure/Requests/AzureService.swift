/// One of a storage account's services, and what it calls what it has: for messages.
struct AzureService: Sendable, Hashable {
  var object: String
  var container: String

  static let blobs = AzureService(object: "blob", container: "container")
  static let files = AzureService(object: "file", container: "share")
}
