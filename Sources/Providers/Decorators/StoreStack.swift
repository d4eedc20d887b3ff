/// The decorators that a store across a network is used through, in the one order that works.
///
/// From the store up: operations are limited, so that an attempt, but no pause, takes a place; attempts are repeated;
/// large objects are cut into parts, each of which is limited and repeated by itself.
public struct StoreStack: Sendable {
  /// Operations under way at once: where it begins, and its bounds.
  public var initialConcurrency = 16
  public var concurrency: ClosedRange<Int> = 1...64
  public var retries = RetryPolicy()
  public var multipart = MultipartUploadStore.Settings()
  public var clock = StoreClock.system
  /// Told of every repetition.
  public var observer: (any RetryObserver)?

  public init() {}

  /// `base` with all of them around it.
  public func around(_ base: any ObjectStore) -> MultipartUploadStore {
    let limited = AdaptiveConcurrencyStore(base, initial: initialConcurrency, bounds: concurrency)
    let retrying = RetryingStore(limited, policy: retries, clock: clock, observer: observer)
    return MultipartUploadStore(retrying, settings: multipart)
  }
}
