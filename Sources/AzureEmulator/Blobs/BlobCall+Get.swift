/// Get Blob and Get Blob Properties.
extension BlobCall {
  /// The largest range for which a sum can be asked.
  private static let largestSummed = 4 << 20

  func getBlob(withBody: Bool) throws(StorageFault) -> EmulatorReply {
    let selector = try selector()
    let (blob, isCurrent) = try onEntry { entry, _ throws(StorageFault) -> (Blob, Bool) in
      guard let blob = entry.blob(selector) else { throw .blobNotFound }
      if case .snapshot = selector { return (blob, false) }
      return (blob, blob.version != nil && blob.version == entry.live?.version)
    }
    try checkReadLease(blob.lease)
    try checkConditions(blob, isRead: true)
    var fields = fields(of: blob)
    if case .snapshot = selector {
    } else {
      fields += [("x-ms-version-id", blob.version), ("x-ms-is-current-version", isCurrent ? "true" : nil)]
    }
    guard withBody else {
      var reply = EmulatorReply(200, fields)
      reply.statedLength = blob.length
      return reply
    }
    if blob.tier == "Archive" {
      throw StorageFault(409, "BlobArchived", "This operation is not permitted on an archived blob.")
    }
    if blob.copy?.isIncremental == true, case .current = selector { throw .incrementalCopy }
    guard let text = request["x-ms-range"] ?? request["range"], let wanted = ByteRange(text) else {
      var reply = EmulatorReply(200, fields)
      reply.body = blob.bytes
      return reply
    }
    let range = try wanted.resolved(in: blob.length)
    var reply = EmulatorReply(206, fields.map { ($0.0 == "Content-MD5" ? "x-ms-blob-content-md5" : $0.0, $0.1) })
    reply.body = blob.bytes(range)
    reply.fields.append(("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(blob.length)"))
    for (field, name) in [
      ("x-ms-range-get-content-md5", "Content-MD5"), ("x-ms-range-get-content-crc64", "x-ms-content-crc64"),
    ] where request[field] == "true" {
      guard range.count <= Self.largestSummed else { throw .invalidHeader(field, "true") }
      reply.fields.append((name, name == "Content-MD5" ? Sums.md5(reply.body) : Sums.crc64(reply.body)))
    }
    return reply
  }

  private func fields(of blob: Blob) -> [(String, String?)] {
    var fields: [(String, String?)] = [
      ("ETag", blob.etag), ("Last-Modified", blob.modified.http), ("x-ms-creation-time", blob.created.http),
      ("Content-Type", blob.contentType), ("Content-Encoding", blob.contentEncoding),
      ("Content-Language", blob.contentLanguage), ("Cache-Control", blob.cacheControl),
      ("Content-Disposition", blob.contentDisposition), ("Content-MD5", blob.contentMD5),
      ("x-ms-blob-type", blob.typeName), ("Accept-Ranges", "bytes"), ("x-ms-server-encrypted", "true"),
      ("x-ms-tag-count", blob.tags.isEmpty ? nil : "\(blob.tags.count)"),
    ]
    request.override(&fields)
    switch blob.content {
    case .block:
      fields += [
        ("x-ms-access-tier", blob.tier ?? "Hot"), ("x-ms-access-tier-inferred", blob.tier == nil ? "true" : nil),
        ("x-ms-access-tier-change-time", blob.tierChanged?.http), ("x-ms-archive-status", blob.archiveStatus),
      ]
    case .append(let pieces):
      fields += [
        ("x-ms-blob-committed-block-count", "\(pieces.count)"), ("x-ms-blob-sealed", blob.isSealed ? "true" : nil),
      ]
    case .page(_, let number): fields.append(("x-ms-blob-sequence-number", "\(number)"))
    }
    if let copy = blob.copy {
      fields += [
        ("x-ms-copy-id", copy.id), ("x-ms-copy-source", copy.source), ("x-ms-copy-status", copy.status),
        ("x-ms-copy-progress", copy.progress), ("x-ms-copy-completion-time", copy.completed?.http),
        ("x-ms-incremental-copy", copy.isIncremental ? "true" : nil),
        ("x-ms-copy-destination-snapshot", copy.snapshot),
      ]
    }
    return fields + blob.lease.fields(at: now) + Metadata.fields(blob.metadata)
  }
}
