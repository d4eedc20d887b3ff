import ProvidersTesting
import Testing

@testable import Providers

@Suite struct ParallelListingTests {
  @Test(arguments: [1, 2, 4, 16])
  func theParallelListingIsTheListing(_ requests: Int) async throws {
    var generator = SeededGenerator(seed: UInt64(requests))
    for shape in 0..<4 {
      let store = MemoryStore()
      let count = [0, 999, 3000, 4500][shape]
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
    let counting = CountingStore(store)
    var count = 0
    try await counting.listAll(prefix: "k/", requests: 8) { page in count += page.count }
    #expect(count == 6000)
  }

  @Test func anErrorEndsTheListing() async throws {
    let store = FaultyStore(
      MemoryStore(), before: { _, _ in StoreError(.unavailable, "gone", location: "x") })
    await #expect(throws: StoreError.self) { try await store.listAll(requests: 4) { _ in } }
  }

  @Test(arguments: [
    ("data/00ff", nil, "data/"), ("data/00ff", "data/00ffz", "data/"), ("data/~", nil, "data/"),
    ("data/zzz", "data/zzzz", "data/"),
    ("a", "b", ""), ("\u{e9}a", nil, ""),
  ])
  func aMiddleIsInTheMiddle(_ lower: String, _ upper: String?, _ prefix: String) {
    guard let middle = KeyMiddle.key(behind: lower, before: upper, prefix: prefix) else { return }
    #expect(ObjectKey.precedes(lower, middle))
    #expect(upper.map { ObjectKey.precedes(middle, $0) } ?? true)
    #expect(ObjectKey.hasPrefix(middle, prefix))
  }
}
