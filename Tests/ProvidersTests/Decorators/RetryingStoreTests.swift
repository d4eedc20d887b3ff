import Providers
import ProvidersTesting
import Synchronization
import Testing

@Suite struct RetryingStoreTests {
  private let clock = VirtualClock()

  private static func transient(_ code: StoreError.Code = .unavailable) -> StoreError {
    StoreError(code, "it failed", location: "memory/key", isRetryable: true)
  }

  /// Fails the first `count` operations of a kind.
  private static func first(
    _ count: Int, _ kind: StoreOperation.Kind, _ error: StoreError = transient()
  ) -> FaultyStore.Fault {
    let left = Mutex(count)
    return { operation, _ in
      guard operation == kind else { return nil }
      return left.withLock { left in
        left -= 1
        return left >= 0 ? error : nil
      }
    }
  }

  @Test func aPassingFailureIsNotSeen() async throws {
    let counted = CountingStore(FaultyStore(MemoryStore(), before: Self.first(3, .put)))
    try await RetryingStore(counted, clock: clock.clock).put("key", [1])
    #expect(counted.count(.put) == 4)
    #expect(clock.pauses.count == 3)
  }

  @Test func theLastErrorSaysHowOftenAndHowLong() async throws {
    let store = RetryingStore(
      FaultyStore(MemoryStore(), before: { _, _ in Self.transient() }), policy: RetryPolicy(attempts: 4),
      clock: clock.clock)
    let error = await #expect(throws: StoreError.self) { try await store.head("key") }
    let tenths = clock.now / 100_000_000
    #expect(error?.message == "it failed (tried 4 times in \(tenths / 10).\(tenths % 10) s)")
    #expect(error?.code == .unavailable)
  }

  @Test(arguments: [StoreError.Code.accessDenied, .noSpace, .notFound, .failed])
  func whatWillNotPassIsNotRepeated(_ code: StoreError.Code) async throws {
    let counted = CountingStore(
      FaultyStore(MemoryStore(), before: { _, _ in StoreError(code, "no", location: "memory") }))
    let error = await #expect(throws: StoreError.self) {
      try await RetryingStore(counted, clock: clock.clock).list(prefix: "", after: nil, limit: 1)
    }
    #expect(error?.message == "no")
    #expect(counted.count(.list) == 1)
  }

  @Test func aDownloadThatBrokeOffBeginsAgain() async throws {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
    let memory = MemoryStore()
    try await memory.put("key", bytes)
    let unreliable = UnreliableStore(memory, plan: FaultPlan(seed: 3, rate: 0.7, faults: [.reset, .truncated]))
    let store = RetryingStore(unreliable, policy: RetryPolicy(attempts: 40), clock: clock.clock)
    for _ in 0..<20 { #expect(try await store.get("key") == bytes) }
    #expect(unreliable.faults.values.reduce(0, +) > 20)
  }

  @Test func aSinkThatCannotBeginAgainEndsIt() async throws {
    final class OneWay: ByteSink {
      struct Sent: Error {}
      func write(_ bytes: UnsafeRawBufferPointer) {}
      func restart() throws { throw Sent() }
    }
    let counted = CountingStore(FaultyStore(MemoryStore(), before: { _, _ in Self.transient() }))
    let error = await #expect(throws: StoreError.self) {
      try await RetryingStore(counted, clock: clock.clock).get("key", range: nil, to: OneWay())
    }
    #expect(error?.cause is OneWay.Sent)
    #expect(counted.count(.get) == 1)
  }

  @Test func aConditionMetByALostAttemptIsASuccess() async throws {
    let memory = MemoryStore()
    let store = RetryingStore(FaultyStore(memory, after: Self.first(1, .put)), clock: clock.clock)
    let stored = try await store.put("key", [1, 2, 3], options: PutOptions(condition: .ifAbsent))
    #expect(stored.etag == (try await memory.head("key").etag))

    let replacing = RetryingStore(FaultyStore(memory, after: Self.first(1, .put)), clock: clock.clock)
    let etag = try #require(stored.etag)
    try await replacing.put("key", [4], options: PutOptions(condition: .ifMatch(etag: etag)))
    #expect(try await memory.get("key") == [4])
  }

  @Test(arguments: [[1, 2, 4], [1, 2], [1, 2, 3, 4]] as [[UInt8]])
  func whatSomebodyElseWroteMeanwhileFailsTheCondition(_ theirs: [UInt8]) async throws {
    let memory = MemoryStore()
    try await memory.put("key", theirs)
    let store = RetryingStore(FaultyStore(memory, before: Self.first(1, .put)), clock: clock.clock)
    let error = await #expect(throws: StoreError.self) {
      try await store.put("key", [1, 2, 3], options: PutOptions(condition: .ifAbsent))
    }
    #expect(error?.code == .conditionFailed)
    #expect(try await memory.get("key") == theirs)
  }

  @Test func afterARefusalForLoadEqualBytesAreNotOurs() async throws {
    let memory = MemoryStore()
    try await memory.put("key", [1, 2, 3])
    let store = RetryingStore(
      FaultyStore(memory, before: Self.first(1, .put, Self.transient(.throttled))), clock: clock.clock)
    let error = await #expect(throws: StoreError.self) {
      try await store.put("key", [1, 2, 3], options: PutOptions(condition: .ifAbsent))
    }
    #expect(error?.code == .conditionFailed)
  }

  @Test func aFirstRefusalIsOne() async throws {
    let counted = CountingStore(MemoryStore())
    try await counted.put("key", [1])
    let error = await #expect(throws: StoreError.self) {
      try await RetryingStore(counted, clock: clock.clock).put("key", [1], options: PutOptions(condition: .ifAbsent))
    }
    #expect(error?.code == .conditionFailed)
    #expect(counted.counts == [.put: 2])
  }

  @Test func onlyKeysThatMayPassAreDeletedAgain() async throws {
    let memory = MemoryStore()
    for key in ["a", "b", "c"] { try await memory.put(key, [1]) }
    let asked = Mutex<[String]>([])
    let refused = StoreError(.accessDenied, "it is locked", location: "memory/b")
    let faulty = FaultyStore(
      memory,
      before: { _, key in
        let times = asked.withLock { asked in
          asked.append(key)
          return asked.count { $0 == key }
        }
        return key == "b" ? refused : key == "c" && times < 3 ? Self.transient() : nil
      })
    let failures = try await RetryingStore(faulty, clock: clock.clock).delete(["a", "b", "c"])
    #expect(failures.map(\.key) == ["b"])
    #expect(asked.withLock { $0 } == ["a", "b", "c", "c", "c"])
    #expect(try await memory.list(prefix: "", after: nil, limit: 9).objects.map(\.key) == ["b"])
  }

  @Test func keysThatNeverPassAreReported() async throws {
    let faulty = FaultyStore(MemoryStore(), before: { _, key in key == "b" ? Self.transient() : nil })
    let store = RetryingStore(faulty, policy: RetryPolicy(attempts: 3), clock: clock.clock)
    let failures = try await store.delete(["a", "b"])
    #expect(failures.map(\.key) == ["b"])
    #expect(failures.first?.error.message.contains("tried 3 times") == true)
  }

  @Test func aCancelledTaskStopsWaiting() async throws {
    let counted = CountingStore(FaultyStore(MemoryStore(), before: { _, _ in Self.transient() }))
    let (started, signal) = AsyncStream.makeStream(of: Void.self)
    let waiting = StoreClock(
      now: { 0 },
      sleep: { _ in
        signal.finish()
        try await Task.sleep(for: .seconds(3600))
      }, random: { 0 })
    let store = RetryingStore(counted, clock: waiting)
    let task = Task { try await store.head("key") }
    for await _ in started {}
    task.cancel()
    let error = await #expect(throws: StoreError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(counted.count(.head) == 1)
  }
}
