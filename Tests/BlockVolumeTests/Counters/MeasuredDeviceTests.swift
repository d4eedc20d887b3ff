import Synchronization
import Testing

@testable import BlockVolume

@Suite struct MeasuredDeviceTests {
  @Test func everyKindIsCountedByItself() async throws {
    try await withSparseFile { device, _ in
      let clock = TickingClock()
      let measured = MeasuredDevice(device, now: clock.next)
      let slice = IOBuffer([UInt8](repeating: 1, count: 4096)).whole
      #expect(try measured.writeNow(slice, at: 0))
      try await measured.write(slice, at: 4096, .durable)
      #expect(try measured.readNow(into: slice, at: 0))
      try await measured.zero(0..<8192, .released, .ordinary)
      #expect(try measured.flushNow())
      try await measured.flush()
      _ = try await measured.extents(of: 0..<1 << 20, limit: 10)
      let counters = measured.counters
      let counts = DeviceOperation.allCases.map { [counters[$0].count, counters[$0].bytes, counters[$0].errors] }
      #expect(counts == [[1, 4096, 0], [2, 8192, 0], [1, 8192, 0], [2, 0, 0], [1, 0, 0]])
      #expect(counters[.write].nanoseconds == 2000)
      #expect(try #require(counters[.write].latency.percentile(0.5)) <= .nanoseconds(1125))
    }
  }

  @Test func errorsAreCountedAndHaveNoLatency() async throws {
    try await withSparseFile { device, _ in
      let measured = MeasuredDevice(device)
      let slice = IOBuffer(capacity: 512).whole
      #expect(throws: BlockError.self) { try measured.readNow(into: slice, at: 1 << 20) }
      await #expect(throws: BlockError.self) { try await measured.read(into: slice, at: 7) }
      #expect(measured.counters[.read].errors == 2)
      #expect(measured.counters[.read].count == 0)
      #expect(measured.counters[.read].latency.count == 0)
    }
  }

  @Test func whatIsNotAnsweredAtOnceIsNotCountedTwice() async throws {
    let measured = MeasuredDevice(GatedDevice(isOpen: true))
    let slice = IOBuffer(capacity: 512).whole
    #expect(try !measured.readNow(into: slice, at: 0))
    #expect(try !measured.writeNow(slice, at: 0))
    #expect(try !measured.flushNow())
    try await measured.read(into: slice, at: 0)
    #expect(measured.counters[.read].count == 1)
    #expect(measured.counters[.write].count == 0)
  }

  @Test func whatCameSinceIsTheDifference() async throws {
    let measured = MeasuredDevice(GatedDevice(isOpen: true))
    let slice = IOBuffer(capacity: 512).whole
    try await measured.read(into: slice, at: 0)
    let before = measured.counters
    try await measured.read(into: slice, at: 0)
    let since = measured.counters.since(before)
    #expect(since[.read].count == 1)
    #expect(since[.read].bytes == 512)
    #expect(since[.read].latency.count == 1)
  }
}

/// Each look takes a microsecond.
private final class TickingClock: Sendable {
  private let time = Atomic<UInt64>(0)

  func next() -> UInt64 { time.wrappingAdd(1000, ordering: .relaxed).newValue }
}
