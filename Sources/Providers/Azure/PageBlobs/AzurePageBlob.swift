import HTTPTypes
import Synchronization

/// A volume as a page blob: pages of 512 bytes, up to 8 TiB.
///
/// Each write is durable when the service says so, and `flush` has nothing to do. A write becomes requests of at most
/// 4 MiB (Put Page), some at once; zeros are cleared instead. Every request is repeated by itself where that may help. A
/// lease is enforced by the service: while it is held, only requests that carry its id write.
public final class AzurePageBlob: PageStore {
  public struct Settings: Sendable {
    /// Requests of one call that are under way at once; memory is 4 MiB for each.
    public var parallel = 8
    public var retries = Retries()

    public init() {}
  }

  /// Bytes of one Put Page, and of one range that comes with a checksum.
  static let largestPiece: Int64 = 4 << 20
  static let largest: Int64 = 8 << 40
  static let geometry = PageGeometry(alignment: 512, block: 512)

  public let key: String
  let store: AzureStore
  let access: PageAccess
  let settings: Settings
  let lease = Mutex<PageLease?>(nil)
  /// Writers share it; resizing has it alone.
  let locks = RangeLocks()

  init(_ key: String, in store: AzureStore, _ access: PageAccess, settings: Settings) {
    self.key = key
    self.store = store
    self.access = access
    self.settings = settings
  }

  public var name: String { store.location(key) }
  public var geometry: PageGeometry { Self.geometry }

  public var capabilities: PageCapabilities {
    [
      .snapshots, .instantSnapshots, .changes, .cheapChanges, .leases, .leaseBreaking, .leaseFencing, .durableWrites,
    ]
  }

  /// A request costs money and time: ask once.
  public func properties() async throws(StoreError) -> PageProperties {
    try await reader(nil).properties()
  }

  public func read(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    try await reader(nil).read(range)
  }

  public func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    try await reader(nil).allocatedRanges(in: range, limit: limit)
  }

  public func changedRanges(
    since snapshot: String, in range: Range<Int64>, limit: Int
  ) async throws(StoreError) -> PageChangeList {
    try await reader(nil).changedRanges(since: snapshot, in: range, limit: limit)
  }

  /// Nothing to do: every write was durable when it returned.
  public func flush() async throws(StoreError) {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
  }

  public func close() async throws(StoreError) { try await releaseLease() }

  func reader(_ snapshot: String?) -> AzurePageReader {
    AzurePageReader(
      key, in: store, snapshot: snapshot, settings: settings, capabilities: capabilities)
  }

  /// Sends a request that changes the blob, under the lease if there is one.
  @discardableResult
  func send(_ request: AzureRequest) async throws(StoreError) -> HTTPReply {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    guard let lease = lease.withLock({ $0 }) else { return try await repeating(request) }
    var request = request
    request.fields[.ms("lease-id")] = lease.id
    do {
      return try await repeating(request)
    } catch {
      // A lease that ran out while the service could not be reached comes back, unless somebody has taken the blob or
      // written to it since.
      guard error.code == .conditionFailed, await isRenewed() else { throw error }
      return try await repeating(request)
    }
  }

  private func isRenewed() async -> Bool {
    do throws(StoreError) {
      try await renewLease()
      return true
    } catch {
      return false
    }
  }

  /// Sends a request, again where that may help.
  func repeating(_ request: AzureRequest) async throws(StoreError) -> HTTPReply {
    try await settings.retries.repeating(StoreOperation(.put, key), at: name) { _ throws(StoreError) in
      try await store.send(request)
    }
  }
}
