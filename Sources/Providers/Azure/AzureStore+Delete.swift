import HTTPTypes

extension AzureStore {
  /// Snapshots go with their blob.
  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    var failures: [DeleteFailure] = []
    var valid: [String] = []
    for key in keys {
      do throws(StoreError) {
        try ObjectKey.validate(key, in: name)
        valid.append(key)
      } catch {
        failures.append(DeleteFailure(key: key, error: error))
      }
    }
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    if valid.count == 1, let key = valid.first {
      do throws(StoreError) {
        _ = try await send(deletion(of: key))
      } catch {
        if error.code == .cancelled { throw error }
        if !Self.isGone(error) { failures.append(DeleteFailure(key: key, error: error)) }
      }
      return failures
    }
    for start in stride(from: 0, to: valid.count, by: AzureBatch.most) {
      failures += try await deleteBatch(Array(valid[start..<min(start + AzureBatch.most, valid.count)]))
    }
    return failures
  }

  private func deletion(of key: String) -> AzureRequest {
    var request = AzureRequest(.delete, .blob(key: key), action: "deleting")
    request.fields[.ms("delete-snapshots")] = "include"
    return request
  }

  /// Blob Batch: each part is a request of its own, and signed.
  private func deleteBatch(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    let credentials = try await credentials.credentials()
    var batch = AzureBatch()
    for key in keys {
      var call = try sender.signed(deletion(of: key), credentials)
      // The batch says which version; its parts must not, so the part is signed without it.
      call.request.headerFields[.msVersion] = nil
      call.request.headerFields[.authorization] = nil
      try sender.authorize(&call.request, credentials, contentLength: 0, location: location(key))
      batch.append(call.request)
    }
    var request = AzureRequest(.post, .container, [("restype", "container"), ("comp", "batch")], action: "deleting")
    request.fields[.contentType] = "multipart/mixed; boundary=\(batch.boundary)"
    request.body = .bytes(batch.bytes)
    let reply = try await send(request)
    guard let parts = AzureBatch.replies(reply), parts.count == keys.count else {
      throw StoreError(
        .failed, "deleting failed: the reply does not say what became of each blob; check the endpoint", location: name,
        isRetryable: true)
    }
    return zip(keys, parts).compactMap { key, part in
      guard part.response.status.kind != .successful else { return nil }
      let error = StoreError(AzureFailure(part), sender.context(deletion(of: key), credentials))
      return Self.isGone(error) ? nil : DeleteFailure(key: key, error: error)
    }
  }

  private static func isGone(_ error: StoreError) -> Bool {
    error.code == .notFound && (error.cause as? AzureFailure)?.code != "ContainerNotFound"
  }
}
