import HTTPTypes

extension AzureStore: LeasingStore {
  public func acquireLease(on key: String, id: String, seconds: Int?) async throws(StoreError) {
    _ = try await lease(.acquire(id: id, seconds: seconds), on: try blob(key))
  }

  public func renewLease(on key: String, id: String) async throws(StoreError) {
    _ = try await lease(.renew(id: id), on: try blob(key))
  }

  public func changeLease(on key: String, id: String, to other: String) async throws(StoreError) {
    _ = try await lease(.change(id: id, to: other), on: try blob(key))
  }

  public func releaseLease(on key: String, id: String) async throws(StoreError) {
    try await release(id, try blob(key))
  }

  @discardableResult
  public func breakLease(on key: String, after seconds: Int?) async throws(StoreError) -> Int {
    try await breakLease(on: try blob(key), after: seconds)
  }

  /// Takes the container: while the lease lasts, only who names it may delete it. What is in it is not held.
  public func acquireContainerLease(id: String, seconds: Int?) async throws(StoreError) {
    _ = try await lease(.acquire(id: id, seconds: seconds), on: .container)
  }

  /// Begins the duration of the container's lease anew.
  public func renewContainerLease(id: String) async throws(StoreError) {
    _ = try await lease(.renew(id: id), on: .container)
  }

  /// Gives the container back.
  public func releaseContainerLease(id: String) async throws(StoreError) {
    try await release(id, .container)
  }

  /// Ends whoever's lease on the container, and returns the seconds until then.
  @discardableResult
  public func breakContainerLease(after seconds: Int?) async throws(StoreError) -> Int {
    try await breakLease(on: .container, after: seconds)
  }

  private func breakLease(on target: AzureRequest.Target, after seconds: Int?) async throws(StoreError) -> Int {
    do throws(StoreError) {
      let reply = try await lease(.breaking(after: seconds), on: target)
      return reply.response.headerFields[.ms("lease-time")].flatMap { Int($0) } ?? 0
    } catch {
      // There is nothing to break.
      if (error.cause as? AzureFailure)?.code == "LeaseNotPresentWithLeaseOperation" { return 0 }
      throw error
    }
  }

  private func release(_ id: String, _ target: AzureRequest.Target) async throws(StoreError) {
    do throws(StoreError) {
      _ = try await lease(.release(id: id), on: target)
    } catch {
      // Lost, or given back by an attempt whose reply was; what it was on may be gone as well.
      if error.code != .conditionFailed, error.code != .notFound { throw error }
    }
  }

  private func lease(
    _ kind: AzureLeaseRequest.Kind, on target: AzureRequest.Target
  ) async throws(StoreError) -> HTTPReply {
    try await send(AzureLeaseRequest(kind: kind, target: target).request(name))
  }

  func blob(_ key: String) throws(StoreError) -> AzureRequest.Target {
    try ObjectKey.validate(key, in: name)
    return .blob(key: key)
  }
}
