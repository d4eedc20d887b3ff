import Synchronization

/// How often something took how long, in buckets that are never more than an eighth wide.
///
/// 5 KiB, whatever is counted. Any thread may count at any time; none waits.
final class LatencyHistogram: Sendable {
  // SAFETY: allocated in `init`, freed in `deinit`; the elements are atomics.
  private nonisolated(unsafe) let buckets: UnsafeMutablePointer<Atomic<UInt64>>

  init() {
    buckets = .allocate(capacity: LatencyBuckets.count)
    for index in 0..<LatencyBuckets.count { (buckets + index).initialize(to: Atomic(0)) }
  }

  deinit {
    buckets.deinitialize(count: LatencyBuckets.count)
    buckets.deallocate()
  }

  func count(_ nanoseconds: UInt64) {
    buckets[LatencyBuckets.index(of: nanoseconds)].wrappingAdd(1, ordering: .relaxed)
  }

  var snapshot: LatencySnapshot {
    LatencySnapshot((0..<LatencyBuckets.count).map { buckets[$0].load(ordering: .relaxed) })
  }
}
