import HTTPTypes
import Synchronization

extension AzurePageBlob {
  @discardableResult
  public func acquireLease(id: String, seconds: Int?) async throws(StoreError) -> PageLease {
    guard seconds.map({ (15...60).contains($0) }) ?? true else {
      throw StoreError(
        .unsupported, "a lease lasts 15 to 60 seconds here, or has no end; choose one of these", location: name)
    }
    var request = leaseRequest("acquire", action: "acquiring the lease")
    request.fields[.ms("lease-duration")] = "\(seconds ?? -1)"
    request.fields[.ms("proposed-lease-id")] = id
    guard access == .writing else { throw StoreError(readingOnly: name) }
    _ = try await repeating(request)
    let lease = PageLease(id: id, seconds: seconds)
    self.lease.withLock { $0 = lease }
    return lease
  }

  public func renewLease() async throws(StoreError) {
    guard let lease = lease.withLock({ $0 }) else { throw StoreError(leaseLost: name) }
    var request = leaseRequest("renew", action: "renewing the lease")
    request.fields[.ms("lease-id")] = lease.id
    _ = try await repeating(request)
  }

  public func releaseLease() async throws(StoreError) {
    guard let lease = lease.withLock({ $0 }) else { return }
    var request = leaseRequest("release", action: "giving the lease back")
    request.fields[.ms("lease-id")] = lease.id
    do throws(StoreError) {
      _ = try await repeating(request)
    } catch {
      // Lost, or given back by an attempt whose reply was; the blob may be gone as well.
      guard error.code == .conditionFailed || error.code == .notFound else { throw error }
    }
    self.lease.withLock { $0 = nil }
  }

  public func breakLease(after seconds: Int?) async throws(StoreError) -> Int {
    var request = leaseRequest("break", action: "breaking the lease")
    if let seconds { request.fields[.ms("lease-break-period")] = "\(max(0, min(60, seconds)))" }
    do throws(StoreError) {
      return try await repeating(request).response.headerFields[.ms("lease-time")].flatMap { Int($0) } ?? 0
    } catch {
      // There is nothing to break.
      guard (error.cause as? AzureFailure)?.code == "LeaseNotPresentWithLeaseOperation" else { throw error }
      return 0
    }
  }

  private func leaseRequest(_ kind: String, action: String) -> AzureRequest {
    var request = AzureRequest(.put, .blob(key: key), [("comp", "lease")], action: action)
    request.fields[.ms("lease-action")] = kind
    return request
  }
}
