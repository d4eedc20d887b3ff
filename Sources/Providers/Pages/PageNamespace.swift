/// Where volumes are found by key: a folder, a container, a part of a bucket.
///
/// Keys are as `ObjectStore` has them.
public protocol PageNamespace: Sendable {
  /// Makes a volume of `size` bytes, all zeros and none of them taking space, and opens it for writing. It is durable
  /// on return.
  ///
  /// Throws `.conditionFailed` where the key is taken, so that a repetition after a lost reply finds its own volume: the
  /// caller opens it. Throws `.invalidRange` for a size that is below 0, not a multiple of the alignment, or too large.
  func createPages(_ key: String, size: Int64, contentType: String?) async throws(StoreError) -> any PageStore

  /// Opens a volume. Throws `.notFound` where there is none.
  func openPages(_ key: String, _ access: PageAccess) async throws(StoreError) -> any PageStore

  /// Opens a volume for writing under a lease, and changes nothing where another id holds it: `.conditionFailed`.
  ///
  /// Idempotent for the same id, which takes over what it held before. The lease goes with `close`.
  ///
  /// - Parameters:
  ///   - id: as `PageLease.newID()` makes it.
  ///   - seconds: how long it lasts, where leases end by themselves; the caller renews it (Azure: 15 to 60).
  func openPages(_ key: String, leasedBy id: String, seconds: Int) async throws(StoreError) -> any PageStore

  /// Deletes a volume with its snapshots; one that is not there counts as deleted. Idempotent.
  ///
  /// Throws `.conditionFailed` while another holds a lease that the storage enforces.
  func deletePages(_ key: String) async throws(StoreError)
}

extension PageNamespace {
  public func openPages(_ key: String, leasedBy id: String, seconds: Int) async throws(StoreError) -> any PageStore {
    try await openPages(key, id, seconds: seconds)
  }

  func openPages(_ key: String, _ id: String, seconds: Int?) async throws(StoreError) -> any PageStore {
    let pages = try await openPages(key, .writing)
    do throws(StoreError) {
      try await pages.acquireLease(id: id, seconds: seconds)
    } catch {
      try? await pages.close()
      throw error
    }
    return pages
  }
}

/// What a volume is opened for.
public enum PageAccess: Sendable, Hashable {
  /// Everything that changes something throws `.accessDenied`.
  case reading
  case writing
}
