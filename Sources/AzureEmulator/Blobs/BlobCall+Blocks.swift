/// Blocks, their list, and what is appended.
extension BlobCall {
  private static let largestBlock = 4000 << 20
  private static let mostBlocks = 50_000
  private static let mostUncommitted = 100_000
  private static let largestAppended = 100 << 20

  func putBlock() throws(StorageFault) -> EmulatorReply {
    let body = try checkedBody()
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
    guard bytes.count <= Self.largestBlock else { throw .tooLarge }
    guard let id = request.parameter("blockid"), let decoded = StandardBase64.decode(id),
      (1...64).contains(decoded.count)
    else { throw .invalidParameter("blockid", request.parameter("blockid") ?? "") }
    let (containerName, name) = (try containerName(), try blobName())
    try account.step { state throws(StorageFault) -> Void in
      let container = try findContainer(in: &state)
      if let blob = container[name] {
        guard case .block(let blocks) = blob.content else { throw .wrongType }
        try checkLease(blob.lease)
        if let other = blocks.first(where: { !$0.id.isEmpty }), other.id.utf8.count != id.utf8.count {
          throw Self.oddBlock
        }
      }
      var blocks = container.uncommitted[name] ?? []
      if let other = blocks.first, other.id.utf8.count != id.utf8.count { throw Self.oddBlock }
      if let index = blocks.firstIndex(where: { $0.id == id }) {
        blocks[index].bytes = bytes
      } else {
        guard blocks.count < Self.mostUncommitted else {
          throw StorageFault(409, "BlockCountExceedsLimit", "The blob has more uncommitted blocks than are allowed.")
        }
        blocks.append(Blob.Block(id: id, bytes: bytes))
      }
      state.containers[containerName]?.uncommitted[name] = blocks
    }
  }

  private static var oddBlock: StorageFault {
    StorageFault(400, "InvalidBlobOrBlock", "All ids of the blocks of a blob must have the same length.")
  }

  func putBlockList() throws(StorageFault) -> EmulatorReply {
    let body = try checkedBody()
    let wanted = try Self.blockList(String(decoding: body, as: UTF8.self))
    guard wanted.count <= Self.mostBlocks else {
      throw StorageFault(400, "BlockListTooLong", "The list has more than 50,000 blocks.")
    }
    let tier = try tier()
    let tags = try tagsOfHeader()
    let name = try blobName()
    let stored = try account.step { state throws(StorageFault) -> Blob in
      let container = try findContainer(in: &state)
      try checkCreation(container[name])
      var committed: [String: Blob.Block] = [:]
      if let old = container[name] {
        guard case .block(let blocks) = old.content else { throw .wrongType }
        for block in blocks where !block.id.isEmpty { committed[block.id] = block }
      }
      let fresh = Dictionary((container.uncommitted[name] ?? []).map { ($0.id, $0) }) { $1 }
      var blocks: [Blob.Block] = []
      for (list, id) in wanted {
        let block: Blob.Block? =
          switch list {
          case "Committed": committed[id]
          case "Uncommitted": fresh[id]
          default: fresh[id] ?? committed[id]
          }
        guard let block else {
          throw StorageFault(400, "InvalidBlockList", "The list names a block that is not there.")
        }
        blocks.append(block)
      }
      var blob = Blob(.block(blocks))
      blob.describe(request, isWhole: false)
      blob.metadata = request.metadata
      blob.tags = tags
      blob.tier = tier
      return try replace(&state, with: blob)
    }
    return written(stored, 201, sums(of: body))
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
      found.append((String(parts[0]), String(parts[1])))
    }
    return found
  }

  func getBlockList() throws(StorageFault) -> EmulatorReply {
    let type = request.parameter("blocklisttype")?.lowercased() ?? "committed"
    let name = try blobName()
    let (blob, uncommitted) = try account.step { state throws(StorageFault) -> (Blob?, [Blob.Block]) in
      let container = try findContainer(in: &state)
      let uncommitted = container.uncommitted[name] ?? []
      let isSnapshot = request.parameter("snapshot") != nil
      if container[name] == nil, !isSnapshot, !uncommitted.isEmpty { return (Blob?.none, uncommitted) }
      return (try findBlob(in: &state), isSnapshot ? [] : uncommitted)
    }
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
            for block in list == "CommittedBlocks" ? blocks : blocks.sorted(by: { $0.id < $1.id }) {
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
    guard bytes.count <= Self.largestAppended else { throw .tooLarge }
    let position = try request.number("x-ms-blob-condition-appendpos")
    let limit = try request.number("x-ms-blob-condition-maxsize")
    let (blob, offset, count) = try account.step { state throws(StorageFault) -> (Blob, Int64, Int) in
      var (offset, count): (Int64, Int) = (0, 0)
      let blob = try change(&state) { blob throws(StorageFault) in
        guard case .append(var pieces) = blob.content else { throw .wrongType }
        guard !blob.isSealed else { throw StorageFault(409, "BlobIsSealed", "The blob is sealed.") }
        offset = blob.length
        if let position, position != offset {
          throw StorageFault(412, "AppendPositionConditionNotMet", "The blob does not end at that position.")
        }
        if let limit, offset + Int64(bytes.count) > limit {
          throw StorageFault(412, "MaxBlobSizeConditionNotMet", "The blob would be larger than that.")
        }
        guard pieces.count < Self.mostBlocks else {
          throw StorageFault(409, "BlockCountExceedsLimit", "The blob has as many blocks as are allowed.")
        }
        pieces.append(bytes)
        count = pieces.count
        blob.content = .append(pieces)
      }
      return (blob, offset, count)
    }
    return written(
      blob, 201,
      sums(of: bytes) + [("x-ms-blob-append-offset", "\(offset)"), ("x-ms-blob-committed-block-count", "\(count)")])
  }

  func sealBlob() throws(StorageFault) -> EmulatorReply {
    let blob = try account.step { state throws(StorageFault) in
      try change(&state) { blob throws(StorageFault) in
        guard case .append = blob.content else { throw .wrongType }
        blob.isSealed = true
      }
    }
    return written(blob, 200, [("x-ms-blob-sealed", "true")])
  }
}
