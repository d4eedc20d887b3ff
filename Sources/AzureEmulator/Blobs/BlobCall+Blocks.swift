/// Blocks, their list, and what is appended.
extension BlobCall {
  private static let mostBlocks = 50_000
  private static let mostUncommitted = 100_000

  func putBlock() throws(StorageFault) -> EmulatorReply {
    let body = try request.checkedBody()
    guard !body.isEmpty else { throw .invalidHeader("Content-Length", "0") }
    try stage(body)
    return EmulatorReply(201, sums(of: body) + [("x-ms-request-server-encrypted", "true")])
  }

  func putBlockFromURL() throws(StorageFault) -> EmulatorReply {
    let bytes = try sourceBytes()
    try stage(bytes)
    return EmulatorReply(201, [("x-ms-content-crc64", Sums.crc64(bytes)), ("x-ms-request-server-encrypted", "true")])
  }

  private func stage(_ bytes: [UInt8]) throws(StorageFault) {
    guard bytes.count <= BlobOperation.largestBlock(request.version) else { throw .tooLarge }
    guard let id = request.parameter("blockid"), let decoded = StandardBase64.decode(id),
      (1...64).contains(decoded.count)
    else { throw .invalidParameter("blockid", request.parameter("blockid") ?? "") }
    try onEntry { entry, _ throws(StorageFault) -> Void in
      if let blob = entry.live {
        guard case .block(let blocks) = blob.content else { throw .wrongType }
        try checkLease(blob.lease)
        if let other = blocks.first(where: { !$0.id.isEmpty }), other.id.utf8.count != id.utf8.count {
          throw Self.oddBlock
        }
      }
      if let length = entry.uncommitted.idLength, length != id.utf8.count { throw Self.oddBlock }
      guard entry.uncommitted.count < Self.mostUncommitted || entry.uncommitted[id] != nil else {
        throw StorageFault(409, "BlockCountExceedsLimit", "The blob has more uncommitted blocks than are allowed.")
      }
      entry.uncommitted[id] = Blob.Block(id: id, bytes: bytes)
    }
  }

  private static var oddBlock: StorageFault {
    StorageFault(400, "InvalidBlobOrBlock", "All ids of the blocks of a blob must have the same length.")
  }

  func putBlockList() throws(StorageFault) -> EmulatorReply {
    let body = try request.checkedBody()
    let wanted = try Self.blockList(String(decoding: body, as: UTF8.self))
    guard wanted.count <= Self.mostBlocks else {
      throw StorageFault(400, "BlockListTooLong", "The list has more than 50,000 blocks.")
    }
    let tier = try tier()
    let tags = try tagsOfHeader()
    let stamp = try onEntry { entry, books throws(StorageFault) -> Blob.Stamp in
      var blob = Blob(.block(try Self.chosen(wanted, of: entry)))
      blob.describe(request, isWhole: false)
      blob.metadata = request.metadata
      blob.tags = tags
      blob.tier = tier
      return try replace(&entry, &books, with: blob)
    }
    return written(stamp, 201, sums(of: body))
  }

  private static func chosen(
    _ wanted: [(list: String, id: String)], of entry: BlobEntry
  ) throws(StorageFault) -> [Blob.Block] {
    var committed: [String: Blob.Block] = [:]
    if let old = entry.live {
      guard case .block(let blocks) = old.content else { throw .wrongType }
      for block in blocks where !block.id.isEmpty { committed[block.id] = block }
    }
    var blocks: [Blob.Block] = []
    for (list, id) in wanted {
      let block =
        switch list {
        case "Committed": committed[id]
        case "Uncommitted": entry.uncommitted[id]
        default: entry.uncommitted[id] ?? committed[id]
        }
      guard let block else {
        throw StorageFault(400, "InvalidBlockList", "The list names a block that is not there.")
      }
      blocks.append(block)
    }
    return blocks
  }

  /// `<Latest>…</Latest>` and its like, in their order.
  private static func blockList(_ text: String) throws(StorageFault) -> [(list: String, id: String)] {
    guard text.range(of: "<BlockList") != nil else {
      throw StorageFault(400, "InvalidXmlDocument", "The body is no list of blocks.")
    }
    var found: [(String, String)] = []
    for item in text.split(separator: "<") {
      let parts = item.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, ["Latest", "Committed", "Uncommitted"].contains(parts[0]) else { continue }
      // Nothing but Base64 has been an id of a block.
      guard let id = XMLText.unescaped(parts[1]), StandardBase64.decode(id) != nil else {
        throw StorageFault(400, "InvalidBlockId", "The id of a block is no Base64.")
      }
      found.append((String(parts[0]), id))
    }
    return found
  }

  func getBlockList() throws(StorageFault) -> EmulatorReply {
    let type = request.parameter("blocklisttype")?.lowercased() ?? "committed"
    let selector = try selector()
    let (blob, uncommitted) = try onEntry { entry, _ throws(StorageFault) -> (Blob?, [Blob.Block]) in
      guard case .current = selector else { return (entry.blob(selector), []) }
      return (entry.live, entry.uncommitted.sorted)
    }
    guard blob != nil || !uncommitted.isEmpty else { throw .blobNotFound }
    var committed: [Blob.Block] = []
    if let blob {
      guard case .block(let blocks) = blob.content else { throw .wrongType }
      committed = blocks.filter { !$0.id.isEmpty }
    }
    let xml = XMLWriter.document { xml in
      xml.element("BlockList") { xml in
        for (list, blocks) in [("CommittedBlocks", committed), ("UncommittedBlocks", uncommitted)]
        where type == "all" || list.lowercased().hasPrefix(type) {
          xml.element(list) { xml in
            for block in blocks {
              xml.element("Block") { xml in
                xml.text("Name", block.id)
                xml.text("Size", "\(block.bytes.count)")
              }
            }
          }
        }
      }
    }
    return EmulatorReply(
      200, xml: xml,
      [
        ("ETag", blob?.etag), ("Last-Modified", blob?.modified.http),
        ("x-ms-blob-content-length", "\(blob?.length ?? 0)"),
      ])
  }

  func appendBlock(_ bytes: [UInt8]) throws(StorageFault) -> EmulatorReply {
    guard !bytes.isEmpty else { throw .invalidHeader("Content-Length", "0") }
    guard bytes.count <= BlobOperation.largestAppended(request.version) else { throw .tooLarge }
    let position = try request.number("x-ms-blob-condition-appendpos")
    let limit = try request.number("x-ms-blob-condition-maxsize")
    let (stamp, (offset, count)) = try change { blob throws(StorageFault) -> (Int64, Int) in
      guard let count = blob.appendedCount else { throw .wrongType }
      guard !blob.isSealed else { throw StorageFault(409, "BlobIsSealed", "The blob is sealed.") }
      let offset = blob.length
      if let position, position != offset {
        throw StorageFault(412, "AppendPositionConditionNotMet", "The blob does not end at that position.")
      }
      if let limit, offset + Int64(bytes.count) > limit {
        throw StorageFault(412, "MaxBlobSizeConditionNotMet", "The blob would be larger than that.")
      }
      guard count < Self.mostBlocks else {
        throw StorageFault(409, "BlockCountExceedsLimit", "The blob has as many blocks as are allowed.")
      }
      blob.append(bytes)
      return (offset, count + 1)
    }
    return written(
      stamp, 201,
      sums(of: bytes) + [("x-ms-blob-append-offset", "\(offset)"), ("x-ms-blob-committed-block-count", "\(count)")])
  }

  func sealBlob() throws(StorageFault) -> EmulatorReply {
    let (stamp, _) = try change { blob throws(StorageFault) in
      guard case .append = blob.content else { throw .wrongType }
      blob.isSealed = true
    }
    return written(stamp, 200, [("x-ms-blob-sealed", "true")])
  }
}
