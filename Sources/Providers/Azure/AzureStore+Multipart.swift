import Cryptography
import HTTPTypes

/// An upload is a number that its blocks have in their names. Nothing of the blob is seen before its list is put.
///
/// No request throws blocks away: those of an upload that was aborted go with the next blob put under their key, or after
/// a week, and until then they are listed as under way. An upload to a key that has a blob already is not listed.
extension AzureStore: MultipartStore {
  public var multipartLimits: MultipartLimits {
    MultipartLimits(smallestPart: 1, largestPart: 4000 << 20, mostParts: 49_999)
  }

  public func beginUpload(_ key: String, options: PutOptions) async throws(StoreError) -> MultipartUpload {
    try ObjectKey.validate(key, in: name)
    let number = UInt64.random(in: 1...UInt64.max)
    // A block of one byte that will never be in the blob, so that the upload is to be found.
    let mark = AzureBlockID(upload: number, part: 0, sent: 0, md5: [UInt8](repeating: 0, count: 16))
    var request = blockRequest(mark, key, action: "beginning an upload")
    request.body = .bytes([0])
    _ = try await send(request)
    return MultipartUpload(key: key, id: String(number, radix: 16))
  }

  public func putPart(
    _ number: Int, of upload: MultipartUpload, _ body: PutBody
  ) async throws(StoreError) -> UploadedPart {
    let (sent, md5) = try await AzurePartSum.sum(body, location: location(upload.key))
    let id = try blockID(number, of: upload, md5: md5)
    var request = blockRequest(id, upload.key, action: "storing a part")
    request.fields[.contentMD5] = Base64.encode(md5)
    request.body = sent
    _ = try await send(request)
    return part(id, size: sent.count)
  }

  public func copyPart(
    _ number: Int, of upload: MultipartUpload, from source: String, range: Range<Int64>
  ) async throws(StoreError) -> UploadedPart {
    var fields = HTTPFields()
    try ObjectKey.validate(source, in: name)
    try await addSource(source, etag: nil, to: &fields)
    return try await copyPart(number, of: upload, fields, range: range)
  }

  /// - Parameter source: header fields that name what is copied.
  func copyPart(
    _ number: Int, of upload: MultipartUpload, _ source: HTTPFields, range: Range<Int64>
  ) async throws(StoreError) -> UploadedPart {
    guard range.lowerBound >= 0, !range.isEmpty else {
      throw StoreError(.invalidRange, "a part that is copied has at least one byte", location: location(upload.key))
    }
    let id = try blockID(number, of: upload, md5: [UInt8](repeating: 0, count: 16))
    var request = blockRequest(id, upload.key, action: "copying a part")
    for field in source { request.fields.append(field) }
    request.fields[.ms("source-range")] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    _ = try await send(request)
    return part(id, size: Int64(range.count))
  }

  public func listParts(of upload: MultipartUpload) async throws(StoreError) -> [UploadedPart] {
    let blocks = try await blocks(of: upload.key).filter { String($0.id.upload, radix: 16) == upload.id }
    guard !blocks.isEmpty else {
      throw StoreError(.notFound, "there is no such upload", location: location(upload.key))
    }
    var newest: [UInt32: (id: AzureBlockID, size: Int64)] = [:]
    for block in blocks where block.id.part > 0 {
      if let known = newest[block.id.part], known.id.sent >= block.id.sent { continue }
      newest[block.id.part] = block
    }
    return newest.values.sorted { $0.id.part < $1.id.part }.map { part($0.id, size: $0.size) }
  }

  @discardableResult
  public func complete(
    _ upload: MultipartUpload, parts: [UploadedPart], options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    var request = AzureRequest(
      .put, .blob(key: upload.key), [("comp", "blocklist")], action: "completing an upload")
    addCondition(options.condition, to: &request.fields)
    addLease(options.lease, to: &request.fields)
    try addDescription(options, to: &request.fields, upload.key)
    var list = "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>"
    for part in parts.sorted(by: { $0.number < $1.number }) {
      guard let id = part.checksum.flatMap(AzureBlockID.init) else {
        throw StoreError(.failed, "part \(part.number) is none of this store's", location: location(upload.key))
      }
      list += "<Uncommitted>\(id.text)</Uncommitted>"
    }
    request.body = try await carry(
      .bytes(Array("\(list)</BlockList>".utf8)), in: &request.fields, location: location(upload.key))
    let reply = try await send(request)
    var info = info(upload.key, size: parts.reduce(0) { $0 + $1.size }, reply.response.headerFields)
    info.metadata = options.metadata
    return info
  }

  /// Does nothing: see above.
  public func abort(_ upload: MultipartUpload) async throws(StoreError) {}

  public func listUploads(prefix: String) async throws(StoreError) -> [MultipartUpload] {
    var uploads: [MultipartUpload] = []
    for key in try await uncommittedNames(prefix: prefix) {
      let numbers: Set<UInt64>
      do throws(StoreError) {
        numbers = Set(try await blocks(of: key).map(\.id.upload))
      } catch {
        if error.code == .notFound { continue }
        throw error
      }
      uploads += numbers.sorted().map { MultipartUpload(key: key, id: String($0, radix: 16)) }
    }
    return uploads
  }

  /// Blocks of ours that wait under a key.
  private func blocks(of key: String) async throws(StoreError) -> [(id: AzureBlockID, size: Int64)] {
    let request = AzureRequest(
      .get, .blob(key: key), [("comp", "blocklist"), ("blocklisttype", "uncommitted")], action: "listing parts")
    return try await ask(request, AzureBlockListReply()).0.uncommitted.compactMap { block in
      AzureBlockID(block.id).map { ($0, block.size) }
    }
  }

  private func blockID(_ number: Int, of upload: MultipartUpload, md5: [UInt8]) throws(StoreError) -> AzureBlockID {
    guard let id = UInt64(upload.id, radix: 16), let part = UInt32(exactly: number), part > 0 else {
      throw StoreError(.failed, "there is no part \(number) of such an upload", location: location(upload.key))
    }
    return AzureBlockID(upload: id, part: part, sent: UInt64(clamping: sender.now()), md5: md5)
  }

  private func blockRequest(_ id: AzureBlockID, _ key: String, action: String) -> AzureRequest {
    AzureRequest(.put, .blob(key: key), [("comp", "block"), ("blockid", id.text)], action: action)
  }

  private func part(_ id: AzureBlockID, size: Int64) -> UploadedPart {
    UploadedPart(number: Int(id.part), size: size, etag: id.etag, checksum: id.text)
  }
}
