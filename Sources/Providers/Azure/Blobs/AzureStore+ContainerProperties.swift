import HTTPTypes

extension AzureStore {
  /// What the service says of this store's container. Throws `.notFound` where it is not there.
  public func containerProperties() async throws(StoreError) -> AzureContainerProperties {
    let request = AzureRequest(.get, .container, [("restype", "container")], action: "looking at the container")
    return AzureContainerProperties(try await send(request).response.headerFields)
  }

  /// Replaces the container's metadata. Names are case-insensitive there, and come back in lower case.
  public func setContainerMetadata(_ metadata: [String: String]) async throws(StoreError) {
    var request = AzureRequest(
      .put, .container, [("restype", "container"), ("comp", "metadata")], action: "setting the container's metadata")
    try UserMetadata.azure.add(metadata, to: &request.fields, location: name)
    _ = try await send(request)
  }
}

/// What Get Container Properties says.
public struct AzureContainerProperties: Sendable, Hashable {
  public var etag: String?
  /// By the store's clock, in nanoseconds since 1970.
  public var modified: Int64?
  public var metadata: [String: String]
  /// `available`, `leased`, `expired`, `breaking`, `broken`.
  public var leaseState: String?
  /// What anyone may read: `container`, `blob`, or nothing.
  public var publicAccess: String?

  init(_ fields: HTTPFields) {
    etag = fields[.eTag].map(EntityTag.bare)
    modified = fields[.lastModified].flatMap(UTCTime.init(httpDate:))?.nanoseconds
    metadata = UserMetadata.azure.read(fields)
    leaseState = fields[.ms("lease-state")]
    publicAccess = fields[.ms("blob-public-access")]
  }
}
