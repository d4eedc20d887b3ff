/// Leases and tiers of the base, each change of them repeated where that may help: all are idempotent.
extension StoreDecorator {
  public func acquireLease(on key: String, id: String, seconds: Int?) async throws(StoreError) {
    let base = try base.requireLeasing()
    try await around(StoreOperation(.lease, key)) { () async throws(StoreError) in
      try await base.acquireLease(on: key, id: id, seconds: seconds)
    }
  }

  public func renewLease(on key: String, id: String) async throws(StoreError) {
    let base = try base.requireLeasing()
    try await around(StoreOperation(.lease, key)) { () async throws(StoreError) in
      try await base.renewLease(on: key, id: id)
    }
  }

  public func changeLease(on key: String, id: String, to other: String) async throws(StoreError) {
    let base = try base.requireLeasing()
    try await around(StoreOperation(.lease, key)) { () async throws(StoreError) in
      try await base.changeLease(on: key, id: id, to: other)
    }
  }

  public func releaseLease(on key: String, id: String) async throws(StoreError) {
    let base = try base.requireLeasing()
    try await around(StoreOperation(.lease, key)) { () async throws(StoreError) in
      try await base.releaseLease(on: key, id: id)
    }
  }

  @discardableResult
  public func breakLease(on key: String, after seconds: Int?) async throws(StoreError) -> Int {
    let base = try base.requireLeasing()
    return try await around(StoreOperation(.lease, key)) { () async throws(StoreError) in
      try await base.breakLease(on: key, after: seconds)
    }
  }

  public func tier(of key: String) async throws(StoreError) -> ObjectTier {
    let base = try base.requireTiered()
    return try await around(StoreOperation(.tier, key)) { () async throws(StoreError) in
      try await base.tier(of: key)
    }
  }

  public func setTier(_ tier: String, of key: String, urgency: TierUrgency) async throws(StoreError) {
    let base = try base.requireTiered()
    try await around(StoreOperation(.setTier, key)) { () async throws(StoreError) in
      try await base.setTier(tier, of: key, urgency: urgency)
    }
  }
}
