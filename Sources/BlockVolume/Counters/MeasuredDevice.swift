import Glibc

/// Counts what a device does, and how long it takes. Answers at once whatever the device answers at once.
public final class MeasuredDevice: ImmediateBlockDevice {
  private let device: any BlockDevice
  private let immediate: (any ImmediateBlockDevice)?
  /// Nanoseconds, of a clock that only goes forward.
  private let now: @Sendable () -> UInt64
  private let reads = OperationCounter()
  private let writes = OperationCounter()
  private let zeroes = OperationCounter()
  private let flushes = OperationCounter()
  private let queries = OperationCounter()

  public var name: String { device.name }
  public var geometry: BlockGeometry { device.geometry }
  public var size: Int64 { device.size }
  public var isReadOnly: Bool { device.isReadOnly }

  public init(_ device: any BlockDevice, now: @escaping @Sendable () -> UInt64 = MeasuredDevice.monotonicTime) {
    self.device = device
    immediate = device as? any ImmediateBlockDevice
    self.now = now
  }

  public var counters: DeviceCounters {
    var counters = DeviceCounters(operations: [:])
    for operation in DeviceOperation.allCases { counters.operations[operation] = counter(operation).snapshot }
    return counters
  }

  public func readNow(into slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool {
    guard let immediate else { return false }
    return try measureNow(reads, slice.count) { () throws(BlockError) in
      try immediate.readNow(into: slice, at: offset)
    }
  }

  public func writeNow(_ slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool {
    guard let immediate else { return false }
    return try measureNow(writes, slice.count) { () throws(BlockError) in
      try immediate.writeNow(slice, at: offset)
    }
  }

  public func flushNow() throws(BlockError) -> Bool {
    guard let immediate else { return false }
    return try measureNow(flushes, 0) { () throws(BlockError) in try immediate.flushNow() }
  }

  public func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    try await measure(reads, slice.count) { () async throws(BlockError) in
      try await device.read(into: slice, at: offset)
    }
  }

  public func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    try await measure(writes, slice.count) { () async throws(BlockError) in
      try await device.write(slice, at: offset, durability)
    }
  }

  public func zero(
    _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) async throws(BlockError) {
    try await measure(zeroes, range.count) { () async throws(BlockError) in
      try await device.zero(range, space, durability)
    }
  }

  public func flush() async throws(BlockError) {
    try await measure(flushes, 0) { () async throws(BlockError) in try await device.flush() }
  }

  public func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    try await measure(queries, 0) { () async throws(BlockError) in try await device.extents(of: range, limit: limit) }
  }

  public func close() async throws(BlockError) { try await device.close() }

  public static let monotonicTime: @Sendable () -> UInt64 = {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private func counter(_ operation: DeviceOperation) -> OperationCounter {
    switch operation {
    case .read: reads
    case .write: writes
    case .zero: zeroes
    case .flush: flushes
    case .extents: queries
    }
  }

  /// Counts nothing where nothing was done: the caller asks again in the other way.
  private func measureNow(
    _ counter: OperationCounter, _ bytes: Int, _ body: () throws(BlockError) -> Bool
  ) throws(BlockError) -> Bool {
    let start = now()
    do throws(BlockError) {
      let isDone = try body()
      if isDone { counter.count(bytes: bytes, nanoseconds: now() &- start) }
      return isDone
    } catch {
      counter.countError(nanoseconds: now() &- start)
      throw error
    }
  }

  private func measure<T>(
    _ counter: OperationCounter, _ bytes: Int, _ body: () async throws(BlockError) -> T
  ) async throws(BlockError) -> T {
    let start = now()
    do throws(BlockError) {
      let result = try await body()
      counter.count(bytes: bytes, nanoseconds: now() &- start)
      return result
    } catch {
      counter.countError(nanoseconds: now() &- start)
      throw error
    }
  }
}
