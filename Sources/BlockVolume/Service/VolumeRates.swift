/// What a volume did between two moments.
public struct VolumeRates: Sendable, Hashable {
  /// Of one kind of request.
  public struct Flow: Sendable, Hashable {
    /// Requests in a second.
    public var operations: Double
    /// Bytes in a second.
    public var bytes: Double
    /// How long half of them took at most; `nil` where there was none.
    public var median: Duration?
    /// How long all but one in a hundred took at most.
    public var slowest: Duration?
  }

  public var reads: Flow
  public var writes: Flow
  public var flushes: Flow
  /// Reads that the cache answered, from 0 to 1; `nil` without a cache, or without reads.
  public var hitRate: Double?

  /// - Parameter seconds: between the two; above 0.
  public init(from earlier: VolumeStatus, to now: VolumeStatus, seconds: Double) {
    let difference = now.counters.since(earlier.counters)
    func flow(_ operation: DeviceOperation) -> Flow {
      let counter = difference[operation]
      return Flow(
        operations: Double(counter.count) / seconds, bytes: Double(counter.bytes) / seconds,
        median: counter.latency.percentile(0.5), slowest: counter.latency.percentile(0.99))
    }
    (reads, writes, flushes) = (flow(.read), flow(.write), flow(.flush))
    if let cache = now.cache, let before = earlier.cache {
      let (hits, misses) = (cache.hits - before.hits, cache.misses - before.misses)
      hitRate = hits + misses > 0 ? Double(hits) / Double(hits + misses) : nil
    }
  }
}
