import Cryptography
import Synchronization

extension MemoryStore: MultipartStore {
  public func beginUpload(_ key: String, options: PutOptions) async throws(StoreError) -> MultipartUpload {
    try checkCancellation()
    try ObjectKey.validate(key, in: name)
    return uploads.withLock { $0.begin(key, options, at: now()) }
  }

  public func putPart(
    _ number: Int, of upload: MultipartUpload, _ body: PutBody
  ) async throws(StoreError) -> UploadedPart {
    try checkCancellation()
    return try insert(number, of: upload, try await bytes(of: body))
  }

  public func copyPart(
    _ number: Int, of upload: MultipartUpload, from source: String, range: Range<Int64>
  ) async throws(StoreError) -> UploadedPart {
    try insert(number, of: upload, try await get(source, range: range))
  }

  public func listParts(of upload: MultipartUpload) async throws(StoreError) -> [UploadedPart] {
    try checkCancellation()
    return try found(upload).parts.values.map(\.info).sorted { $0.number < $1.number }
  }

  @discardableResult
  public func complete(
    _ upload: MultipartUpload, parts: [UploadedPart], options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    try checkCancellation()
    let begun = try found(upload)
    var bytes: [UInt8] = []
    for (position, part) in parts.enumerated() {
      guard let arrived = begun.parts[part.number], arrived.info.etag == part.etag else {
        throw StoreError(.failed, "part \(part.number) has not arrived as it is named", location: location(upload.key))
      }
      guard position == parts.count - 1 || arrived.info.size >= multipartLimits.smallestPart else {
        throw StoreError(.failed, "part \(part.number) is too small", location: location(upload.key))
      }
      bytes += arrived.bytes
    }
    let info = try insert(
      upload.key, bytes, begun.options.metadata(dated: .seconds), options.condition, etag: MultipartETag.text(of: parts)
    )
    uploads.withLock { $0.remove(upload) }
    return info
  }

  public func abort(_ upload: MultipartUpload) async throws(StoreError) {
    try checkCancellation()
    uploads.withLock { $0.remove(upload) }
  }

  public func listUploads(prefix: String) async throws(StoreError) -> [MultipartUpload] {
    try checkCancellation()
    return uploads.withLock { $0.list(prefix: prefix) }
  }

  private func insert(
    _ number: Int, of upload: MultipartUpload, _ bytes: [UInt8]
  ) throws(StoreError) -> UploadedPart {
    guard (1...multipartLimits.mostParts).contains(number), bytes.count <= multipartLimits.largestPart else {
      throw StoreError(.failed, "part \(number) is outside of the store's limits", location: location(upload.key))
    }
    let part = UploadedPart(number: number, size: Int64(bytes.count), etag: try etag(of: bytes))
    guard uploads.withLock({ $0.insert(part, bytes, of: upload) }) else { throw missing(upload) }
    return part
  }

  private func found(_ upload: MultipartUpload) throws(StoreError) -> MemoryUploads.Upload {
    guard let found = uploads.withLock({ $0.find(upload) }) else { throw missing(upload) }
    return found
  }

  private func missing(_ upload: MultipartUpload) -> StoreError {
    StoreError(.notFound, "there is no such upload", location: location(upload.key))
  }

  private func etag(of bytes: [UInt8]) throws(StoreError) -> String {
    do throws(CryptographyError) {
      return MultipartETag.hex(try MD5Hasher.digest(of: bytes))
    } catch {
      throw StoreError(.failed, error.message, location: name, cause: error)
    }
  }
}
