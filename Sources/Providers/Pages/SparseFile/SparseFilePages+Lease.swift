import Synchronization

extension SparseFilePages {
  @discardableResult
  public func acquireLease(id: String, seconds: Int?) async throws(StoreError) -> PageLease {
    guard seconds == nil else {
      throw StoreError(
        .unsupported, "a lease on a file lasts as long as its process; ask for one without an end", location: name)
    }
    let lease = PageLease(id: id, seconds: nil)
    if let held = self.lease.withLock({ $0 }) {
      guard held == lease else { throw StoreError(leaseLost: name) }
      return held
    }
    guard access == .writing else { throw StoreError(readingOnly: name) }
    let isLocked = try await blocking { file, _ throws(StoreError) in try file.lock(true) }
    guard isLocked else { throw StoreError(leaseLost: name) }
    self.lease.withLock { $0 = lease }
    return lease
  }

  public func renewLease() async throws(StoreError) {
    guard lease.withLock({ $0 }) != nil else { throw StoreError(leaseLost: name) }
  }

  public func releaseLease() async throws(StoreError) {
    guard lease.withLock({ $0 }) != nil else { return }
    _ = try await blocking { file, _ throws(StoreError) in try file.lock(false) }
    lease.withLock { $0 = nil }
  }

  public func breakLease(after seconds: Int?) async throws(StoreError) -> Int {
    throw StoreError(
      .unsupported, "a lease on a file ends with its process; end that (`lslocks` shows it)", location: name)
  }
}
