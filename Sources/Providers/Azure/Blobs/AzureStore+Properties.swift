import HTTPTypes

/// What a blob says of itself, and changing it without its bytes.
extension AzureStore {
  /// Get Blob Properties, all of it. Throws `.notFound` where there is no such blob.
  public func properties(of key: String) async throws(StoreError) -> AzureBlobProperties {
    let (info, fields) = try await headFields(key)
    return AzureBlobProperties(info, fields)
  }

  /// Replaces the blob's metadata. Names are case-insensitive there, and come back in lower case.
  public func setMetadata(_ metadata: [String: String], of key: String, lease: String? = nil) async throws(StoreError) {
    var request = AzureRequest(.put, try blob(key), [("comp", "metadata")], action: "setting the metadata")
    try UserMetadata.azure.add(metadata, to: &request.fields, location: location(key))
    addLease(lease, to: &request.fields)
    _ = try await send(request)
  }

  /// Replaces what readers are told of the blob's content; a field that is `nil` is taken away.
  public func setContent(_ content: AzureContentFields, of key: String, lease: String? = nil) async throws(StoreError) {
    var request = AzureRequest(.put, try blob(key), [("comp", "properties")], action: "setting the properties")
    content.add(to: &request.fields)
    addLease(lease, to: &request.fields)
    _ = try await send(request)
  }
}

/// What readers are told of a blob's content.
public struct AzureContentFields: Sendable, Hashable {
  public var type: String?
  public var encoding: String?
  public var language: String?
  public var disposition: String?
  public var cacheControl: String?
  /// Base64; kept by the service as it is given.
  public var md5: String?

  public init(type: String? = nil) { self.type = type }

  func add(to fields: inout HTTPFields) {
    fields[.ms("blob-content-type")] = type
    fields[.ms("blob-content-encoding")] = encoding
    fields[.ms("blob-content-language")] = language
    fields[.ms("blob-content-disposition")] = disposition
    fields[.ms("blob-cache-control")] = cacheControl
    fields[.ms("blob-content-md5")] = md5
  }
}

/// What Get Blob Properties says.
public struct AzureBlobProperties: Sendable, Hashable {
  public var info: ObjectInfo
  /// `BlockBlob`, `AppendBlob`, `PageBlob`.
  public var type: String
  public var content: AzureContentFields
  /// `available`, `leased`, `expired`, `breaking`, `broken`.
  public var leaseState: String?
  /// Of the copy that made it: `pending`, `success`, `aborted`, `failed`.
  public var copyStatus: String?
  /// Blocks of an append blob.
  public var blockCount: Int?
  public var isSealed: Bool
  public var tagCount: Int
  /// Of a page blob.
  public var sequenceNumber: Int64?
  public var version: String?

  init(_ info: ObjectInfo, _ fields: HTTPFields) {
    self.info = info
    type = fields[.ms("blob-type")] ?? ""
    content = AzureContentFields(type: fields[.contentType])
    content.encoding = fields[.contentEncoding]
    content.language = fields[.contentLanguage]
    content.disposition = fields[.contentDisposition]
    content.cacheControl = fields[.cacheControl]
    content.md5 = fields[.contentMD5]
    leaseState = fields[.ms("lease-state")]
    copyStatus = fields[.ms("copy-status")]
    blockCount = fields[.ms("blob-committed-block-count")].flatMap { Int($0) }
    isSealed = fields[.ms("blob-sealed")] == "true"
    tagCount = fields[.ms("tag-count")].flatMap { Int($0) } ?? 0
    sequenceNumber = fields[.ms("blob-sequence-number")].flatMap { Int64($0) }
    version = fields[.ms("version-id")]
  }
}
