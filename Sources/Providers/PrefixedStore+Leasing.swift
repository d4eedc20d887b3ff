extension PrefixedStore: LeasingStore, TieredStore {
  public func acquireLease(on key: String, id: String, seconds: Int?) async throws(StoreError) {
    try await base.requireLeasing().acquireLease(on: try prefixed(key), id: id, seconds: seconds)
  }

  public func renewLease(on key: String, id: String) async throws(StoreError) {
    try await base.requireLeasing().renewLease(on: try prefixed(key), id: id)
  }

  public func changeLease(on key: String, id: String, to other: String) async throws(StoreError) {
    try await base.requireLeasing().changeLease(on: try prefixed(key), id: id, to: other)
  }

  public func releaseLease(on key: String, id: String) async throws(StoreError) {
    try await base.requireLeasing().releaseLease(on: try prefixed(key), id: id)
  }

  @discardableResult
  public func breakLease(on key: String, after seconds: Int?) async throws(StoreError) -> Int {
    try await base.requireLeasing().breakLease(on: try prefixed(key), after: seconds)
  }

  public func tier(of key: String) async throws(StoreError) -> ObjectTier {
    try await base.requireTiered().tier(of: try prefixed(key))
  }

  public func setTier(_ tier: String, of key: String, urgency: TierUrgency) async throws(StoreError) {
    try await base.requireTiered().setTier(tier, of: try prefixed(key), urgency: urgency)
  }
}
