extension StoreDecorator {
  /// Of no use where the base takes no parts: such a store does not have the `multipart` capability.
  public var multipartLimits: MultipartLimits {
    base.multipart?.multipartLimits ?? MultipartLimits(smallestPart: 0, largestPart: .max, mostParts: 1)
  }

  public func beginUpload(_ key: String, options: PutOptions) async throws(StoreError) -> MultipartUpload {
    let base = try base.requireMultipart()
    return try await around(StoreOperation(.beginUpload, key)) { () async throws(StoreError) in
      try await base.beginUpload(key, options: options)
    }
  }

  public func putPart(
    _ number: Int, of upload: MultipartUpload, _ body: PutBody
  ) async throws(StoreError) -> UploadedPart {
    let base = try base.requireMultipart()
    return try await around(StoreOperation(.putPart, upload.key)) { () async throws(StoreError) in
      try await base.putPart(number, of: upload, body)
    }
  }

  public func copyPart(
    _ number: Int, of upload: MultipartUpload, from source: String, range: Range<Int64>
  ) async throws(StoreError) -> UploadedPart {
    let base = try base.requireMultipart()
    return try await around(StoreOperation(.copyPart, upload.key)) { () async throws(StoreError) in
      try await base.copyPart(number, of: upload, from: source, range: range)
    }
  }

  public func listParts(of upload: MultipartUpload) async throws(StoreError) -> [UploadedPart] {
    let base = try base.requireMultipart()
    return try await around(StoreOperation(.listParts, upload.key)) { () async throws(StoreError) in
      try await base.listParts(of: upload)
    }
  }

  @discardableResult
  public func complete(
    _ upload: MultipartUpload, parts: [UploadedPart], options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    let base = try base.requireMultipart()
    return try await around(StoreOperation(.complete, upload.key)) { () async throws(StoreError) in
      try await base.complete(upload, parts: parts, options: options)
    }
  }

  public func abort(_ upload: MultipartUpload) async throws(StoreError) {
    let base = try base.requireMultipart()
    try await around(StoreOperation(.abort, upload.key)) { () async throws(StoreError) in try await base.abort(upload) }
  }

  public func listUploads(prefix: String) async throws(StoreError) -> [MultipartUpload] {
    let base = try base.requireMultipart()
    return try await around(StoreOperation(.listUploads, prefix)) { () async throws(StoreError) in
      try await base.listUploads(prefix: prefix)
    }
  }
}
