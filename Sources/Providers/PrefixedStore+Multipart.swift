/// Uploads in parts carry the whole key below, and the short one here.
extension PrefixedStore: MultipartStore {
  public var multipartLimits: MultipartLimits {
    base.multipart?.multipartLimits ?? MultipartLimits(smallestPart: 0, largestPart: .max, mostParts: 1)
  }

  public func beginUpload(_ key: String, options: PutOptions) async throws(StoreError) -> MultipartUpload {
    unprefixed(try await base.requireMultipart().beginUpload(try prefixed(key), options: options))
  }

  public func putPart(
    _ number: Int, of upload: MultipartUpload, _ body: PutBody
  ) async throws(StoreError) -> UploadedPart {
    try await base.requireMultipart().putPart(number, of: prefixed(upload), body)
  }

  public func copyPart(
    _ number: Int, of upload: MultipartUpload, from source: String, range: Range<Int64>
  ) async throws(StoreError) -> UploadedPart {
    try await base.requireMultipart().copyPart(number, of: prefixed(upload), from: try prefixed(source), range: range)
  }

  public func listParts(of upload: MultipartUpload) async throws(StoreError) -> [UploadedPart] {
    try await base.requireMultipart().listParts(of: prefixed(upload))
  }

  @discardableResult
  public func complete(
    _ upload: MultipartUpload, parts: [UploadedPart], options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    unprefixed(try await base.requireMultipart().complete(prefixed(upload), parts: parts, options: options))
  }

  public func abort(_ upload: MultipartUpload) async throws(StoreError) {
    try await base.requireMultipart().abort(prefixed(upload))
  }

  public func listUploads(prefix: String) async throws(StoreError) -> [MultipartUpload] {
    try await base.requireMultipart().listUploads(prefix: self.prefix + prefix).map(unprefixed)
  }

  private func prefixed(_ upload: MultipartUpload) throws(StoreError) -> MultipartUpload {
    MultipartUpload(key: try prefixed(upload.key), id: upload.id, begun: upload.begun)
  }

  private func unprefixed(_ upload: MultipartUpload) -> MultipartUpload {
    MultipartUpload(key: unprefixed(upload.key), id: upload.id, begun: upload.begun)
  }
}
