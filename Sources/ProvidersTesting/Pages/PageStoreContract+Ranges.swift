import Providers

extension PageStoreContract {
  static let ranges: [Clause] = [
    Clause("ranges come in lists of any length, and cover what was written") { subject in
      let store = try await subject.create(4 << 20)
      let block = max(store.geometry.block, 4096)
      let count = min(20, (4 << 20) / (3 * block))
      let written = (0..<count).map { $0 * 3 * block..<$0 * 3 * block + block }
      for range in written {
        try await store.write(StoreUnderTest.bytes(range.count, seed: 7), at: range.lowerBound)
      }
      let all = try await store.allRanges(in: 0..<4 << 20)
      try subject.expectEqual(all, written, "ranges")
      try await store.flush()
      for limit in [1, 3, Int(count), 100] {
        try subject.expectEqual(try await store.allRanges(in: 0..<4 << 20, limit: limit), written, "lists of \(limit)")
      }
      let part = try await store.allRanges(in: 3 * block..<10 * block)
      try subject.expectEqual(
        part, written.filter { $0.lowerBound >= 3 * block && $0.upperBound <= 10 * block }, "part")
      try await store.close()
    },

    Clause("a large volume costs what is in it") { subject in
      let size: Int64 = 1 << 40
      let store = try await subject.create(size)
      let bytes = StoreUnderTest.bytes(4096)
      try await store.write(bytes, at: 1 << 30)
      try await store.write(bytes, at: size - 4096)
      try await store.flush()
      let ranges = try await store.allRanges(in: 0..<size)
      try subject.expectEqual(ranges.count, 2, "number of ranges")
      try subject.expect(ranges.allSatisfy { $0.count <= max(4096, store.geometry.block) }, "ranges: \(ranges)")
      try await subject.expectBytes(store, at: 1 << 30, bytes, "the middle")
      try await store.clear(0..<size)
      try subject.expectEqual(try await store.allRanges(in: 0..<size), [], "ranges after clearing")
      try await store.close()
    },
  ]
}
