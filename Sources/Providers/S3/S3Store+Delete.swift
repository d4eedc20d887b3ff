import Cryptography
import HTTPTypes

extension S3Store {
  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    var failures: [DeleteFailure] = []
    var batched: [String] = []
    var single: [String] = []
    for key in keys {
      do throws(StoreError) {
        try ObjectKey.validate(key, in: name)
        if S3DeleteBody.canCarry(key) { batched.append(key) } else { single.append(key) }
      } catch {
        failures.append(DeleteFailure(key: key, error: error))
      }
    }
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    if batched.count == 1 {
      single += batched
      batched = []
    }
    failures += try await deleteOneByOne(single)
    for start in stride(from: 0, to: batched.count, by: S3Limits.deletion) {
      failures += try await deleteBatch(batched[start..<min(start + S3Limits.deletion, batched.count)])
    }
    return failures
  }

  private func deleteOneByOne(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    let failures = await withTaskGroup(of: DeleteFailure?.self) { group in
      var failures: [DeleteFailure] = []
      for (index, key) in keys.enumerated() {
        if index >= Self.deletionsAtOnce, let failure = await group.next() ?? nil { failures.append(failure) }
        group.addTask { await self.failure(ofDeleting: key) }
      }
      for await failure in group {
        if let failure { failures.append(failure) }
      }
      return failures
    }
    if let cancelled = failures.first(where: { $0.error.code == .cancelled }) { throw cancelled.error }
    return failures
  }

  private static var deletionsAtOnce: Int { 16 }

  private func failure(ofDeleting key: String) async -> DeleteFailure? {
    do throws(StoreError) {
      try await deleteOne(key)
      return nil
    } catch {
      return DeleteFailure(key: key, error: error)
    }
  }

  func deleteOne(_ key: String, version: String? = nil) async throws(StoreError) {
    var request = S3Request(.delete, .object(key: key), action: "deleting")
    if let version { request.query.append(("versionId", version)) }
    do throws(StoreError) {
      _ = try await send(request)
    } catch {
      guard try await !isGone(key, version, error) else { return }
      throw error
    }
  }

  private func deleteBatch(_ keys: ArraySlice<String>) async throws(StoreError) -> [DeleteFailure] {
    let body = S3DeleteBody.bytes(keys)
    var request = S3Request(.post, .bucket, [("delete", nil)], action: "deleting")
    request.fields[.contentType] = "application/xml"
    if let md5 = try? MD5Hasher() {
      body.withUnsafeBytes { md5.update($0) }
      request.fields[.contentMD5] = Base64.encode(md5.finish())
    }
    request.carry(try await upload(.bytes(body), location: name))
    let (deleted, reply) = try await ask(request, S3DeleteReply())
    var failures: [DeleteFailure] = []
    for fault in deleted.faults {
      let error = keyFailure(fault, reply)
      guard try await !isGone(fault.key, nil, error) else { continue }
      failures.append(DeleteFailure(key: fault.key, error: error))
    }
    return failures
  }

  private func keyFailure(_ fault: S3DeleteReply.Fault, _ reply: HTTPReply) -> StoreError {
    failure(fault.said, in: reply, S3Request(.delete, .object(key: fault.key), action: "deleting"))
  }

  /// Whether what could not be deleted is not there: some servers have no other answer where a folder has the name.
  private func isGone(_ key: String, _ version: String?, _ error: StoreError) async throws(StoreError) -> Bool {
    switch error.code {
    case .notFound: return (error.cause as? S3Failure)?.code != "NoSuchBucket"
    case .unavailable, .failed, .unsupported:
      guard version == nil, error.cause is S3Failure, ObjectKey.isValid(key) else { return false }
      do throws(StoreError) {
        _ = try await head(key)
        return false
      } catch let absence {
        if absence.code == .cancelled { throw absence }
        return absence.code == .notFound
      }
    default: return false
    }
  }
}
