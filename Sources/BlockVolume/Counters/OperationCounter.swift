import Synchronization

/// Counts one kind of operation. Any thread may count at any time; none waits.
final class OperationCounter: Sendable {
  private let count = Atomic<UInt64>(0)
  private let bytes = Atomic<UInt64>(0)
  private let errors = Atomic<UInt64>(0)
  private let nanoseconds = Atomic<UInt64>(0)
  private let latency = LatencyHistogram()

  func count(bytes: Int, nanoseconds: UInt64) {
    count.wrappingAdd(1, ordering: .relaxed)
    self.bytes.wrappingAdd(UInt64(bytes), ordering: .relaxed)
    self.nanoseconds.wrappingAdd(nanoseconds, ordering: .relaxed)
    latency.count(nanoseconds)
  }

  func countError(nanoseconds: UInt64) {
    errors.wrappingAdd(1, ordering: .relaxed)
    self.nanoseconds.wrappingAdd(nanoseconds, ordering: .relaxed)
  }

  var snapshot: DeviceCounters.Operation {
    DeviceCounters.Operation(
      count: count.load(ordering: .relaxed), bytes: bytes.load(ordering: .relaxed),
      errors: errors.load(ordering: .relaxed), nanoseconds: nanoseconds.load(ordering: .relaxed),
      latency: latency.snapshot)
  }
}
