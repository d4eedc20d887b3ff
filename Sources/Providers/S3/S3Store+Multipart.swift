import HTTPTypes

extension S3Store: MultipartStore {
  public var multipartLimits: MultipartLimits {
    MultipartLimits(smallestPart: 5 << 20, largestPart: S3Limits.singleObject, mostParts: 10_000)
  }

  public func beginUpload(_ key: String, options: PutOptions) async throws(StoreError) -> MultipartUpload {
    try ObjectKey.validate(key, in: name)
    if options.condition != .always, configuration.conditionalWrites == .none { throw unkept(key) }
    var request = S3Request(.post, .object(key: key), [("uploads", nil)], action: "beginning an upload")
    try addCreationFields(to: &request.fields)
    try addDescription(options, to: &request.fields, key)
    let isDeclared = !site.losesPartChecksums
    if let checksum = configuration.checksum, isDeclared {
      request.fields[.amz("checksum-algorithm")] = checksum.rawValue
      // Of the others, S3 makes a checksum of the parts' checksums.
      if checksum == .crc64nvme { request.fields[.amz("checksum-type")] = "FULL_OBJECT" }
    }
    request.body = .bytes([])
    let (reply, _) = try await ask(request, S3BeginUploadReply())
    guard !reply.id.isEmpty else {
      throw StoreError(.failed, "beginning an upload failed: the reply names none", location: location(key))
    }
    let upload = MultipartUpload(key: key, id: reply.id)
    if isDeclared, site.losesPartChecksums {
      // Met just now: with a checksum declared, the upload could not be completed from its listed parts.
      try await abort(upload)
      return try await beginUpload(key, options: options)
    }
    return upload
  }

  public func putPart(
    _ number: Int, of upload: MultipartUpload, _ body: PutBody
  ) async throws(StoreError) -> UploadedPart {
    var request = partRequest(number, of: upload)
    try addCustomerKey(to: &request.fields)
    let sums = try await self.upload(body, location: location(upload.key))
    request.carry(sums)
    let reply = try await send(request)
    try compare(sums, reply, location: location(upload.key))
    guard let etag = reply.response.headerFields[.eTag] else {
      throw StoreError(.failed, "storing a part failed: the reply has no ETag", location: location(upload.key))
    }
    return UploadedPart(
      number: number, size: sums.body.count, etag: EntityTag.bare(etag),
      checksum: sums.checksum.map { S3PartChecksum($0).text })
  }

  public func copyPart(
    _ number: Int, of upload: MultipartUpload, from source: String, range: Range<Int64>
  ) async throws(StoreError) -> UploadedPart {
    try ObjectKey.validate(source, in: name)
    guard range.lowerBound >= 0, !range.isEmpty else {
      throw StoreError(.invalidRange, "a part that is copied has at least one byte", location: location(source))
    }
    var request = partRequest(number, of: upload)
    request.action = "copying a part"
    try addCustomerKey(to: &request.fields)
    try addSource(source, etag: nil, to: &request.fields)
    request.fields[.amz("copy-source-range")] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    let (reply, _) = try await ask(request, S3CopyReply())
    guard let etag = reply.etag else {
      throw StoreError(.failed, "copying a part failed: the reply has no ETag", location: location(upload.key))
    }
    let checksum = configuration.checksum.flatMap { algorithm in
      reply.checksums[algorithm].map { S3PartChecksum(S3ObjectChecksum(algorithm: algorithm, value: $0)).text }
    }
    return UploadedPart(number: number, size: Int64(range.count), etag: etag, checksum: checksum)
  }

  public func listParts(of upload: MultipartUpload) async throws(StoreError) -> [UploadedPart] {
    var parts: [UploadedPart] = []
    var marker: Int?
    repeat {
      var request = S3Request(
        .get, .object(key: upload.key), [("uploadId", upload.id), ("max-parts", "1000")], action: "listing parts")
      if let marker { request.query.append(("part-number-marker", "\(marker)")) }
      let (reply, _) = try await ask(request, S3PartsReply())
      parts += reply.parts
      if let next = reply.next, next <= marker ?? 0 { break }
      marker = reply.next
    } while marker != nil
    return parts.sorted { $0.number < $1.number }
  }

  @discardableResult
  public func complete(
    _ upload: MultipartUpload, parts: [UploadedPart], options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    var request = S3Request(
      .post, .object(key: upload.key), [("uploadId", upload.id)], action: "completing the upload")
    try addCondition(options.condition, to: &request.fields, key: upload.key)
    try addCustomerKey(to: &request.fields)
    if configuration.checksum == .crc64nvme { request.fields[.amz("checksum-type")] = "FULL_OBJECT" }
    request.fields[.contentType] = "application/xml"
    let document = S3CompleteBody.bytes(parts)
    let sums = try await S3Upload(.bytes(document), .init(digest: true), location: location(upload.key))
    request.body = sums.body
    request.payload = sums.payload
    let (reply, _) = try await ask(request, S3CompleteReply())
    return ObjectInfo(
      key: upload.key, size: parts.reduce(0) { $0 + $1.size }, etag: reply.etag, tier: configuration.storageClass,
      metadata: options.metadata)
  }

  public func abort(_ upload: MultipartUpload) async throws(StoreError) {
    do throws(StoreError) {
      _ = try await send(
        S3Request(.delete, .object(key: upload.key), [("uploadId", upload.id)], action: "aborting the upload"))
    } catch {
      if error.code != .notFound { throw error }
    }
  }

  public func listUploads(prefix: String) async throws(StoreError) -> [MultipartUpload] {
    var uploads: [MultipartUpload] = []
    var marker: (key: String, id: String)?
    while true {
      var request = S3Request(
        .get, .bucket, [("uploads", nil), ("encoding-type", "url"), ("max-uploads", "1000")], action: "listing uploads")
      if !prefix.isEmpty { request.query.append(("prefix", prefix)) }
      if let marker { request.query += [("key-marker", marker.key), ("upload-id-marker", marker.id)] }
      let (reply, _) = try await ask(request, S3UploadsReply())
      uploads += reply.uploads.filter { ObjectKey.hasPrefix($0.key, prefix) }
      guard let next = reply.next, marker.map({ $0 != next }) ?? true else { break }
      marker = next
    }
    return uploads.sorted { ObjectKey.precedes($0.key, $1.key) }
  }

  private func partRequest(_ number: Int, of upload: MultipartUpload) -> S3Request {
    S3Request(
      .put, .object(key: upload.key), [("partNumber", "\(number)"), ("uploadId", upload.id)],
      action: "storing a part")
  }
}
