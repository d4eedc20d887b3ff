/// Put Blob, and Put Blob From URL.
extension BlobCall {
  /// From version 2019-12-12 on.
  private static let largestBlob = 5000 << 20
  private static let largestPageBlob: Int64 = 8 << 40

  func putBlob() throws(StorageFault) -> EmulatorReply {
    guard let type = request["x-ms-blob-type"] else { throw .missingHeader("x-ms-blob-type") }
    let body = try checkedBody()
    var blob: Blob
    switch type {
    case "BlockBlob":
      guard body.count <= Self.largestBlob else { throw .tooLarge }
      blob = Blob(.block(body.isEmpty ? [] : [Blob.Block(id: "", bytes: body)]))
      blob.describe(request, isWhole: true)
      blob.contentMD5 = blob.contentMD5 ?? Sums.md5(body)
      blob.tier = try tier()
    case "AppendBlob":
      guard body.isEmpty else { throw .invalidHeader("Content-Length", "\(body.count)") }
      blob = Blob(.append([]))
      blob.describe(request, isWhole: true)
    case "PageBlob":
      guard body.isEmpty else { throw .invalidHeader("Content-Length", "\(body.count)") }
      let length = try pageBlobLength()
      let number = try request.number("x-ms-blob-sequence-number") ?? 0
      guard number >= 0 else { throw .invalidHeader("x-ms-blob-sequence-number", "\(number)") }
      blob = Blob(.page(SparsePages(length: length), sequenceNumber: number))
      blob.describe(request, isWhole: true)
    default: throw .invalidHeader("x-ms-blob-type", type)
    }
    blob.metadata = request.metadata
    blob.tags = try tagsOfHeader()
    let new = blob
    let stored = try account.step { state throws(StorageFault) in try replace(&state, with: new) }
    return written(stored, 201, type == "BlockBlob" ? sums(of: body) : [])
  }

  func pageBlobLength() throws(StorageFault) -> Int64 {
    guard let length = try request.number("x-ms-blob-content-length") else {
      throw .missingHeader("x-ms-blob-content-length")
    }
    guard length >= 0, length % SparsePages.sector == 0, length <= Self.largestPageBlob else {
      throw .invalidHeader("x-ms-blob-content-length", "\(length)")
    }
    return length
  }

  /// What `x-ms-access-tier` says.
  func tier() throws(StorageFault) -> String? {
    guard let tier = request["x-ms-access-tier"] else { return nil }
    guard ["Hot", "Cool", "Cold", "Archive"].contains(tier) else { throw .invalidHeader("x-ms-access-tier", tier) }
    return tier
  }

  /// `x-ms-tags`: `a=b&c=d`, percent-encoded.
  func tagsOfHeader() throws(StorageFault) -> [String: String] {
    guard let text = request["x-ms-tags"] else { return [:] }
    var tags: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let key = URLText.decode(parts[0]), let value = URLText.decode(parts[1]) else {
        throw .invalidHeader("x-ms-tags", text)
      }
      tags[key] = value
    }
    guard tags.count <= 10 else { throw StorageFault(400, "TagsTooLarge", "A blob has at most ten tags.") }
    return tags
  }

  func putBlobFromURL() throws(StorageFault) -> EmulatorReply {
    let (source, _) = try sourceBlob()
    guard source.length <= Int64(Self.largestBlob) else { throw .tooLarge }
    let bytes = source.pieces(0..<source.length).flatMap { $0 }
    try checkSourceMD5(bytes)
    var blob = Blob(.block(bytes.isEmpty ? [] : [Blob.Block(id: "", bytes: bytes)]))
    if request["x-ms-copy-source-blob-properties"] != "false" {
      blob.contentType = source.contentType
      blob.contentEncoding = source.contentEncoding
      blob.contentLanguage = source.contentLanguage
      blob.cacheControl = source.cacheControl
      blob.contentDisposition = source.contentDisposition
    }
    if let type = request["x-ms-blob-content-type"] { blob.contentType = type }
    blob.contentMD5 = Sums.md5(bytes)
    blob.metadata = request.metadata.isEmpty ? source.metadata : request.metadata
    blob.tags = try tagsOfHeader()
    blob.tier = try tier()
    let new = blob
    let stored = try account.step { state throws(StorageFault) in try replace(&state, with: new) }
    return written(stored, 201, [("Content-MD5", stored.contentMD5)])
  }
}
