extension MultipartUploadStore {
  /// As `put`, always in parts, but an upload that ends early is kept, and can be gone on with by a later run.
  ///
  /// `earlier` is an upload of this key that a run before began. A part of it counts when its ETag is the digest of the
  /// bytes that would be sent, so that a body which has changed, or parts that were cut otherwise, cost time and
  /// nothing else. Where it is gone, or there is none, another one is begun and given to `began` before any part is
  /// sent: what that writes down is what a later run needs. An upload that is given up for good is for `abort`.
  ///
  /// - Parameter arrived: told of each part that is there, at once of those that an earlier run sent.
  @discardableResult
  public func put(
    _ key: String, _ body: PutBody, options: PutOptions = PutOptions(), continuing earlier: MultipartUpload?,
    began: @Sendable (MultipartUpload) async throws(StoreError) -> Void,
    arrived report: @escaping @Sendable (_ part: UploadedPart, _ isKnown: Bool) -> Void = { _, _ in }
  ) async throws(StoreError) -> ObjectInfo {
    let store = try base.requireMultipart()
    try check(key, options)
    let plan = try plan(key, size: try await body.count(), partSize: settings.partSize)
    if let earlier, earlier.key.utf8.elementsEqual(key.utf8), let arrived = try await arrivedParts(earlier, in: store) {
      let known = try await matching(arrived, plan, body)
      for part in known { report(part, true) }
      return try await finish(earlier, of: body, plan, known: known, options, in: store, report)
    }
    let upload = try await store.beginUpload(key, options: options)
    try await began(upload)
    return try await finish(upload, of: body, plan, known: [], options, in: store, report)
  }

  /// `nil` where the upload is gone.
  private func arrivedParts(
    _ upload: MultipartUpload, in store: any MultipartStore
  ) async throws(StoreError) -> [UploadedPart]? {
    do throws(StoreError) {
      return try await store.listParts(of: upload)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  private func matching(
    _ arrived: [UploadedPart], _ plan: PartPlan, _ body: PutBody
  ) async throws(StoreError) -> [UploadedPart] {
    var matching: [UploadedPart] = []
    for part in arrived where (1...plan.count).contains(part.number) {
      let range = plan.range(of: part.number)
      guard part.size == Int64(range.count) else { continue }
      if MultipartETag.isOf(try await body.bytes(in: range), part) { matching.append(part) }
    }
    return matching
  }
}
