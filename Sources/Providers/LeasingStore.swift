/// A store whose objects can be held by one owner at a time: while the lease lasts, only who names it may write.
///
/// Found through the `leases` capability: see `ObjectStore.leasing`. A `put` under a lease names it in
/// `PutOptions.lease`.
public protocol LeasingStore: ObjectStore {
  /// Takes the object. Idempotent for the same id: the lease begins anew.
  ///
  /// Throws `.conditionFailed` while another id holds it, `.notFound` where there is no such object, `.unsupported` for
  /// a duration that the store does not have.
  ///
  /// - Parameters:
  ///   - id: a UUID in lower case.
  ///   - seconds: how long it lasts unless it is renewed; `nil` without an end.
  func acquireLease(on key: String, id: String, seconds: Int?) async throws(StoreError)

  /// Begins the lease's duration anew, also after its end where nobody else wrote meanwhile. Idempotent.
  ///
  /// Throws `.conditionFailed` where the lease is lost.
  func renewLease(on key: String, id: String) async throws(StoreError)

  /// Hands the lease over to another id. Idempotent. Throws `.conditionFailed` where `id` does not hold it.
  func changeLease(on key: String, id: String, to other: String) async throws(StoreError)

  /// Gives the object back at once, if `id` holds it. Idempotent.
  func releaseLease(on key: String, id: String) async throws(StoreError)

  /// Ends whoever's lease, and returns the seconds until then. Idempotent; 0 where there is none.
  ///
  /// - Parameter seconds: `nil` waits for what is left of a lease with an end, and ends one without at once.
  @discardableResult
  func breakLease(on key: String, after seconds: Int?) async throws(StoreError) -> Int
}

extension ObjectStore {
  /// This store, if its objects can be leased.
  public var leasing: (any LeasingStore)? {
    capabilities.contains(.leases) ? self as? any LeasingStore : nil
  }

  /// The same, where anything else is a mistake of the caller: throws `.unsupported`.
  package func requireLeasing() throws(StoreError) -> any LeasingStore {
    if let leasing { return leasing }
    throw StoreError(.unsupported, "this store has no leases", location: name)
  }
}
