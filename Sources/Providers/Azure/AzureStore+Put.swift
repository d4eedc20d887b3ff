import HTTPTypes

extension AzureStore {
  /// Bytes of a blob that comes in one piece, from version 2019-12-12 on.
  static var largestWhole: Int64 { 5000 << 20 }

  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try ObjectKey.validate(key, in: name)
    var request = AzureRequest(.put, .blob(key: key), action: "storing")
    request.fields[.ms("blob-type")] = "BlockBlob"
    addCondition(options.condition, to: &request.fields)
    addLease(options.lease, to: &request.fields)
    try addDescription(options, to: &request.fields, key)
    if Task.isCancelled { throw StoreError(cancelledAt: location(key)) }
    request.body = try await carry(body, in: &request.fields, location: location(key))
    let reply = try await send(request)
    var info = info(key, size: request.body.count, reply.response.headerFields)
    info.metadata = options.metadata
    return info
  }

  /// What is sent, its checksum put into the fields for the service to compare.
  func carry(_ body: PutBody, in fields: inout HTTPFields, location: String) async throws(StoreError) -> HTTPBody {
    let upload = try await S3Upload(body, S3Upload.Wanted(checksum: .crc64nvme), location: location)
    if let checksum = upload.checksum { fields[.ms("content-crc64")] = AzureChecksum.text(ofCRC64: checksum.value) }
    return upload.body
  }

  func addCondition(_ condition: PutCondition, to fields: inout HTTPFields) {
    switch condition {
    case .always: break
    case .ifAbsent: fields[.ifNoneMatch] = "*"
    case .ifMatch(let etag): fields[.ifMatch] = EntityTag.quoted(etag)
    }
  }

  /// Type, metadata, tags and tier of a new blob.
  func addDescription(
    _ options: PutOptions, to fields: inout HTTPFields, _ key: String, hasTier: Bool = true
  ) throws(StoreError) {
    if let contentType = options.contentType { fields[.ms("blob-content-type")] = contentType }
    try UserMetadata.azure.add(options.metadata(dated: .date), to: &fields, location: location(key))
    if hasTier, let tier = configuration.tier { fields[.ms("access-tier")] = tier }
    if !configuration.tags.isEmpty {
      fields[.ms("tags")] = configuration.tags.sorted { $0.key < $1.key }
        .map { "\(PercentEncoding.query($0.key))=\(PercentEncoding.query($0.value))" }.joined(separator: "&")
    }
  }
}
