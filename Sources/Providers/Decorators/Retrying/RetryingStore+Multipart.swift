extension RetryingStore {
  /// Not idempotent: an attempt whose reply was lost may have begun an upload that nobody knows of. It is looked for and
  /// aborted.
  ///
  /// Lost ones are uploads of this key that the store says it began while this call lasted, that have no part, and that
  /// nobody in this process began. Where that is not certain they are left, and `listUploads` shows them.
  public func beginUpload(_ key: String, options: PutOptions) async throws(StoreError) -> MultipartUpload {
    let base = try base.requireMultipart()
    let began = clock.now()
    var mayHaveLostOne = false
    var upload: MultipartUpload?
    ownUploads.willBegin(key)
    defer { if upload == nil { ownUploads.didBegin(key, nil) } }
    let begun = try await repeating(StoreOperation(.beginUpload, key)) { (state: RetryState) async throws(StoreError) in
      mayHaveLostOne = state.mayHaveTakenEffect
      return try await base.beginUpload(key, options: options)
    }
    upload = begun
    ownUploads.didBegin(key, begun)
    if mayHaveLostOne { await abortLost(besides: begun, in: base, since: clock.now() - began) }
    return begun
  }

  /// Makes the same object of the same parts. A repetition that finds no upload any more, or its condition not met, may
  /// have met the object of the attempt before: that one's ETag is the digest of the parts' digests.
  @discardableResult
  public func complete(
    _ upload: MultipartUpload, parts: [UploadedPart], options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    let base = try base.requireMultipart()
    let operation = StoreOperation(.complete, upload.key)
    let info = try await repeating(operation) { (state: RetryState) async throws(StoreError) in
      do throws(StoreError) {
        return try await base.complete(upload, parts: parts, options: options)
      } catch {
        guard error.code == .conditionFailed || error.code == .notFound, state.mayHaveTakenEffect,
          let stored = try await StoredObject(upload.key, in: self, madeOf: parts)
        else { throw error }
        return stored.info
      }
    }
    ownUploads.ended(upload)
    return info
  }

  /// An upload that is not there counts as aborted.
  public func abort(_ upload: MultipartUpload) async throws(StoreError) {
    let base = try base.requireMultipart()
    try await around(StoreOperation(.abort, upload.key)) { () async throws(StoreError) in try await base.abort(upload) }
    ownUploads.ended(upload)
  }

  /// Failing here costs storage, not safety.
  private func abortLost(besides upload: MultipartUpload, in base: any MultipartStore, since elapsed: Int64) async {
    guard let uploads = try? await base.listUploads(prefix: upload.key),
      let own = uploads.first(where: { $0.id == upload.id })?.begun
    else { return }
    // Stores give these times in whole seconds.
    let earliest = own - elapsed - 1_000_000_000
    for lost in ownUploads.unknown(among: uploads, of: upload.key) {
      guard let begun = lost.begun, begun >= earliest, begun <= own, let parts = try? await base.listParts(of: lost),
        parts.isEmpty
      else { continue }
      try? await base.abort(lost)
    }
  }
}
