import Cryptography
import HTTPTypes

extension S3Store {
  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try ObjectKey.validate(key, in: name)
    try options.requireNoLease(location(key))
    var request = S3Request(.put, .object(key: key), action: "storing")
    try addCreationFields(to: &request.fields)
    try addCondition(options.condition, to: &request.fields, key: key)
    try addDescription(options, to: &request.fields, key)
    if Task.isCancelled { throw StoreError(cancelledAt: location(key)) }
    let upload = try await upload(body, digest: options.digest, location: location(key))
    request.carry(upload)
    let reply = try await send(request)
    try compare(upload, reply, location: location(key))
    var info = info(key, size: upload.body.count, reply.response.headerFields)
    info.metadata = options.metadata
    return info
  }

  /// Takes the sums that this store's uploads need.
  func upload(
    _ body: PutBody, digest: SHA256Digest? = nil, location: String
  ) async throws(StoreError) -> S3Upload {
    // Object lock asks for a checksum.
    let checksum = configuration.checksum ?? (configuration.protection == nil ? nil : .crc32c)
    let isSigned =
      switch configuration.payloadSigning {
      case .automatic: !site.place.endpoint.isSecure || checksum == nil
      case .always: true
      case .never: false
      }
    return try await S3Upload(
      body, S3Upload.Wanted(digest: isSigned, checksum: checksum, known: digest), location: location)
  }

  func addDescription(_ options: PutOptions, to fields: inout HTTPFields, _ key: String) throws(StoreError) {
    if let contentType = options.contentType { fields[.contentType] = contentType }
    try UserMetadata.s3.add(options.metadata(dated: .seconds), to: &fields, location: location(key))
  }

  /// What the store says that it keeps must be what was sent.
  func compare(_ upload: S3Upload, _ reply: HTTPReply, location: String) throws(StoreError) {
    guard let checksum = upload.checksum, checksum.isContradicted(by: reply.response.headerFields) else { return }
    throw StoreError(
      .corrupted,
      "storing failed: the store kept something else than was sent "
        + "(\(S3Failure(HTTPReply(response: reply.response)).reference))", location: location, isRetryable: true)
  }
}
