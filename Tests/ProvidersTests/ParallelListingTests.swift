import ProvidersTesting
import Synchronization
import Testing

@testable import Providers

@Suite struct ParallelListingTests {
  @Test(arguments: [1, 2, 4, 16])
  func theParallelListingIsTheListing(_ requests: Int) async throws {
    var generator = SeededGenerator(seed: UInt64(requests))
    for shape in 0..<4 {
      let store = MemoryStore()
      let count = [0, 999, 5000, 9000][shape]
      for index in 0..<count {
        let name = String(UInt64.random(in: 0 ... .max, using: &generator), radix: shape == 3 ? 36 : 16)
        try await store.put(generator.chance(0.3) ? "data/\(name)" : "data/\(name.prefix(2))/é\(name)-\(index)", [])
      }
      try await store.put("other", [])
      var expected: [String] = []
      for try await object in store.listAll(prefix: "data/") { expected.append(object.key) }
      var found: [String] = []
      try await store.listAll(prefix: "data/", requests: requests) { page in found += page.map(\.key) }
      #expect(found == expected)
    }
  }

  @Test func severalRequestsAreOnTheirWayAtOnce() async throws {
    let store = MemoryStore()
    for index in 0..<6000 { try await store.put("k/\(String(1_000_000 &* index % 1_048_583, radix: 16))", []) }
    for (requests, expected) in [(1, 1...1), (8, 3...8)] {
      let gauge = RequestGauge(store)
      var count = 0
      try await gauge.listAll(prefix: "k/", requests: requests) { page in count += page.count }
      #expect(count == 6000)
      #expect(expected.contains(gauge.most))
    }
  }

  @Test func anErrorEndsTheListing() async throws {
    let store = FaultyStore(
      MemoryStore(), before: { _, _ in StoreError(.unavailable, "gone", location: "x") })
    await #expect(throws: StoreError.self) { try await store.listAll(requests: 4) { _ in } }
  }

  @Test(arguments: [
    ("data/00ff", nil, "data/"), ("data/00ff", "data/00ffz", "data/"), ("data/zzz", "data/zzzz", "data/"),
    ("a", "b", ""), ("a", "z", ""), ("data/0f", "data/10", "data/"),
  ])
  func aMiddleIsInTheMiddle(_ lower: String, _ upper: String?, _ prefix: String) throws {
    let middle = try #require(KeyMiddle.key(behind: lower, before: upper, prefix: prefix))
    #expect(ObjectKey.precedes(lower, middle))
    #expect(upper.map { ObjectKey.precedes(middle, $0) } ?? true)
    #expect(ObjectKey.hasPrefix(middle, prefix))
  }
}

/// Holds each listing back until others have had time to begin, and counts how many are under way.
private final class RequestGauge: StoreDecorator {
  let base: any ObjectStore
  private let state = Mutex((now: 0, most: 0))

  init(_ base: any ObjectStore) { self.base = base }

  var most: Int { state.withLock { $0.most } }

  func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    state.withLock { state in
      state.now += 1
      state.most = max(state.most, state.now)
    }
    for _ in 0..<200 { await Task.yield() }
    defer { state.withLock { $0.now -= 1 } }
    return try await body()
  }
}
