import Synchronization

extension AzurePageBlob {
  @discardableResult
  public func acquireLease(id: String, seconds: Int?) async throws(StoreError) -> PageLease {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    try await repeatingLease { () async throws(StoreError) in
      try await store.acquireLease(on: key, id: id, seconds: seconds)
    }
    let lease = PageLease(id: id, seconds: seconds)
    self.lease.withLock { $0 = lease }
    return lease
  }

  public func renewLease() async throws(StoreError) {
    guard let lease = lease.withLock({ $0 }) else { throw StoreError(leaseLost: name) }
    try await repeatingLease { () async throws(StoreError) in try await store.renewLease(on: key, id: lease.id) }
  }

  public func releaseLease() async throws(StoreError) {
    guard let lease = lease.withLock({ $0 }) else { return }
    try await repeatingLease { () async throws(StoreError) in try await store.releaseLease(on: key, id: lease.id) }
    self.lease.withLock { $0 = nil }
  }

  public func breakLease(after seconds: Int?) async throws(StoreError) -> Int {
    try await repeatingLease { () async throws(StoreError) in try await store.breakLease(on: key, after: seconds) }
  }

  /// Every change of a lease may be repeated.
  private func repeatingLease<T: Sendable>(
    _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    try await settings.retries.repeating(StoreOperation(.lease, key), at: name) { _ throws(StoreError) in
      try await body()
    }
  }
}
