import Synchronization

/// Counts the requests of a client by what they cost, their bytes, and what was repeated.
public final class RequestCounters: HTTPObserver, RetryObserver {
  public struct Count: Sendable, Hashable {
    public var requests = 0
    /// Those without a whole reply, and those with a status from 400.
    public var failures = 0
    /// Bytes of bodies.
    public var sentBytes: Int64 = 0
    public var receivedBytes: Int64 = 0

    public init() {}
  }

  private let state = Mutex((counts: [RequestKind: Count](), retries: 0))

  public init() {}

  /// What was counted so far; kinds that never occurred are not in it.
  public var counts: [RequestKind: Count] { state.withLock { $0.counts } }

  /// Operations that were repeated, each time.
  public var retries: Int { state.withLock { $0.retries } }

  /// All kinds together.
  public var total: Count {
    counts.values.reduce(into: Count()) { total, count in
      total.requests += count.requests
      total.failures += count.failures
      total.sentBytes += count.sentBytes
      total.receivedBytes += count.receivedBytes
    }
  }

  public func exchangeEnded(_ record: HTTPRecord) {
    let hasFailed = record.status.map { $0 >= 400 } ?? true
    state.withLock { state in
      var count = state.counts[RequestKind(record)] ?? Count()
      count.requests += 1
      count.failures += hasFailed ? 1 : 0
      count.sentBytes += record.sentBytes
      count.receivedBytes += record.receivedBytes
      state.counts[RequestKind(record)] = count
    }
  }

  public func willRepeat(_ operation: StoreOperation, after pause: Duration, because failure: StoreError) {
    state.withLock { $0.retries += 1 }
  }
}
