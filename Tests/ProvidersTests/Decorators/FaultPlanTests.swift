import Providers
import ProvidersTesting
import Testing

@Suite struct FaultPlanTests {
  private static func faults(_ plan: FaultPlan) -> [FaultPlan.Fault?] {
    (0..<5000).map { plan.fault(for: StoreOperation(.put, "key/\($0 / 5)"), occurrence: $0 % 5) }
  }

  @Test func theSameSeedGivesTheSameFaults() {
    #expect(Self.faults(FaultPlan(seed: 1, rate: 0.3)) == Self.faults(FaultPlan(seed: 1, rate: 0.3)))
    #expect(Self.faults(FaultPlan(seed: 1, rate: 0.3)) != Self.faults(FaultPlan(seed: 2, rate: 0.3)))
  }

  @Test(arguments: [0, 0.02, 0.5, 1])
  func theRateIsKept(_ rate: Double) {
    let failed = Self.faults(FaultPlan(seed: 1, rate: rate)).count { $0 != nil }
    #expect(abs(Double(failed) / 5000 - rate) < 0.02)
  }

  @Test func aWrongETagIsNotTheObjects() async throws {
    let store = UnreliableStore(MemoryStore(), plan: FaultPlan(seed: 1, rate: 1, faults: [.wrongETag]))
    let memory = MemoryStore()
    #expect(try await store.put("key", [1]).etag != (try await memory.put("key", [1]).etag))
  }

  @Test func aSkewedClockShowsInTimes() async throws {
    let memory = MemoryStore(now: { 1000 })
    let store = SkewedClockStore(memory, skew: -250)
    #expect(try await store.put("key", [1]).modified == 750)
    #expect(try await store.list(prefix: "", after: nil, limit: 1).objects.map(\.modified) == [750])
  }

  @Test func newObjectsAreListedLate() async throws {
    let store = LateListingStore(MemoryStore(), lag: 2)
    try await store.put("key", [1])
    #expect(try await store.get("key") == [1])
    var seen: [Int] = []
    for _ in 0..<4 { seen.append(try await store.list(prefix: "", after: nil, limit: 9).objects.count) }
    #expect(seen == [0, 0, 1, 1])
  }
}
