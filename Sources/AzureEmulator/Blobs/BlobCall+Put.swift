/// Put Blob, and Put Blob From URL.
extension BlobCall {
  private static let largestPageBlob: Int64 = 8 << 40

  func putBlob() throws(StorageFault) -> EmulatorReply {
    guard let type = request["x-ms-blob-type"] else { throw .missingHeader("x-ms-blob-type") }
    let body = try request.checkedBody()
    var blob: Blob
    switch type {
    case "BlockBlob":
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
    return written(try replace(with: blob), 201, type == "BlockBlob" ? sums(of: body) : [])
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
    try checkTags(tags)
    return tags
  }

  /// At most ten, of letters, digits, blanks and `+-./:=_` ("Set Blob Tags").
  func checkTags(_ tags: [String: String]) throws(StorageFault) {
    guard tags.count <= 10 else { throw StorageFault(400, "TagsTooLarge", "A blob has at most ten tags.") }
    for (key, value) in tags {
      guard (1...128).contains(key.utf8.count), value.utf8.count <= 256, Self.isTag(key), Self.isTag(value) else {
        throw StorageFault(400, "InvalidTag", "The tags that were sent are invalid.")
      }
    }
  }

  private static func isTag(_ text: String) -> Bool {
    text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: " +-./:=_".utf8.contains(byte)
      }
    }
  }

  func putBlobFromURL() throws(StorageFault) -> EmulatorReply {
    let source = try sourceBlob().blob
    guard source.length <= BlobOperation.largestBlob(request.version) else { throw .tooLarge }
    let md5 = Sums.md5(source.bytes)
    try checkSource(source.bytes)
    var blob = Blob(.block(source.asBlocks))
    if request["x-ms-copy-source-blob-properties"] != "false" {
      blob.contentType = source.contentType
      blob.contentEncoding = source.contentEncoding
      blob.contentLanguage = source.contentLanguage
      blob.cacheControl = source.cacheControl
      blob.contentDisposition = source.contentDisposition
    }
    if let type = request["x-ms-blob-content-type"] { blob.contentType = type }
    blob.contentMD5 = md5
    blob.metadata = request.metadata.isEmpty ? source.metadata : request.metadata
    blob.tags = try tagsOfHeader()
    blob.tier = try tier()
    return written(try replace(with: blob), 201, [("Content-MD5", md5)])
  }
}
