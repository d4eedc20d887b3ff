/// What a device did since it was opened, at one moment.
///
/// Counters are read one after the other while others count: they may differ by what was just being done.
public struct DeviceCounters: Sendable, Hashable, Codable {
  public struct Operation: Sendable, Hashable, Codable {
    /// Those that ended well.
    public var count: UInt64
    /// Of those.
    public var bytes: UInt64
    public var errors: UInt64
    /// The time that all of them took, errors too, in nanoseconds.
    public var nanoseconds: UInt64
    public var latency: LatencySnapshot
  }

  /// Has every operation.
  public var operations: [DeviceOperation: Operation]

  public subscript(operation: DeviceOperation) -> Operation {
    operations[operation] ?? OperationCounter().snapshot
  }

  /// What came since `earlier`.
  public func since(_ earlier: DeviceCounters) -> DeviceCounters {
    var difference = self
    for operation in DeviceOperation.allCases {
      let (now, then) = (self[operation], earlier[operation])
      difference.operations[operation] = Operation(
        count: now.count &- then.count, bytes: now.bytes &- then.bytes, errors: now.errors &- then.errors,
        nanoseconds: now.nanoseconds &- then.nanoseconds, latency: now.latency.since(then.latency))
    }
    return difference
  }
}
