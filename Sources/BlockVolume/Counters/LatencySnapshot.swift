/// How long something took, at one moment; snapshots of two moments can be subtracted.
public struct LatencySnapshot: Sendable, Hashable, Codable {
  private var buckets: [UInt64]

  init(_ buckets: [UInt64]) { self.buckets = buckets }

  public var count: UInt64 { buckets.reduce(0, &+) }

  /// The latency that `share` (0 to 1) of all stayed below: up to an eighth too much, never too little. `nil` where there
  /// is none.
  public func percentile(_ share: Double) -> Duration? {
    let count = count
    guard count > 0 else { return nil }
    let wanted = UInt64((Double(count) * min(max(share, 0), 1)).rounded(.up))
    var seen: UInt64 = 0
    for (index, bucket) in buckets.enumerated() {
      seen += bucket
      if seen >= max(1, wanted) { return .nanoseconds(Int64(LatencyBuckets.end(of: index))) }
    }
    return nil
  }

  /// Those that took no longer than `bound`, for a histogram of fewer buckets: up to an eighth longer ones among them.
  public func count(within bound: Duration) -> UInt64 {
    let (seconds, attoseconds) = bound.components
    let nanoseconds = UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds) / 1_000_000_000)
    return buckets[...LatencyBuckets.index(of: nanoseconds)].reduce(0, &+)
  }

  /// What came since `earlier`.
  public func since(_ earlier: LatencySnapshot) -> LatencySnapshot {
    LatencySnapshot(zip(buckets, earlier.buckets).map { $0 &- $1 })
  }
}
