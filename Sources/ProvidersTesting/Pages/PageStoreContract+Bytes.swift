import Providers

extension PageStoreContract {
  static let bytes: [Clause] = [
    Clause("a new volume has its size, reads as zeros and takes no space") { subject in
      let store = try await subject.create(1 << 20)
      try subject.expectEqual(try await store.properties().size, 1 << 20, "size")
      try await subject.expectBytes(store, at: 0, [UInt8](repeating: 0, count: 1 << 20), "a new volume")
      try subject.expectEqual(try await store.allRanges(in: 0..<1 << 20), [], "ranges")
      try await store.close()
    },

    Clause("what was written is read at once, and around it nothing changes") { subject in
      let store = try await subject.create(1 << 20)
      let page = store.geometry.alignment
      var model = [UInt8](repeating: 0, count: 1 << 20)
      let block = Int(store.geometry.block)
      for (offset, count) in [
        (0, Int(page)), (block - Int(page), 2 * Int(page)), (3 * block, block), (1 << 20 - Int(page), Int(page)),
        (block / 2 / Int(page) * Int(page), 5 * block), (100_352, 300_032),
      ] where offset + count <= model.count {
        let bytes = StoreUnderTest.bytes(count, seed: UInt64(offset + 1))
        try await store.write(bytes, at: Int64(offset))
        model.replaceSubrange(offset..<offset + count, with: bytes)
        try await subject.expectBytes(store, at: 0, model, "after writing \(count) at \(offset)")
      }
      try await store.write([], at: 0)
      try subject.expectEqual(try await store.read(0..<0), [], "nothing")
      try await store.close()
    },

    Clause("what is cleared reads as zeros, and gives whole blocks back") { subject in
      let store = try await subject.create(1 << 20)
      let (page, block) = (store.geometry.alignment, store.geometry.block)
      let bytes = StoreUnderTest.bytes(1 << 20)
      try await store.write(bytes, at: 0)
      var model = bytes
      let parts = [page..<2 * page, block..<3 * block, 5 * block - page..<7 * block + page]
      for range in parts where range.upperBound <= 1 << 20 {
        try await store.clear(range)
        model.replaceSubrange(
          Int(range.lowerBound)..<Int(range.upperBound), with: repeatElement(0, count: range.count))
      }
      try await subject.expectBytes(store, at: 0, model, "after clearing")
      try await store.clear(0..<1 << 20)
      try await subject.expectBytes(store, at: 0, [UInt8](repeating: 0, count: 1 << 20), "after clearing all")
      try subject.expectEqual(try await store.allRanges(in: 0..<1 << 20), [], "ranges")
      try await store.close()
    },

    Clause("ranges outside of the volume or between pages are refused") { subject in
      let store = try await subject.create(1 << 20)
      let page = store.geometry.alignment
      let bytes = [UInt8](repeating: 1, count: Int(2 * page))
      try await subject.expectError(.invalidRange, "reading past the end") {
        _ = try await store.read(1 << 20 - page..<1 << 20 + page)
      }
      try await subject.expectError(.invalidRange, "writing past the end") {
        try await store.write(bytes, at: 1 << 20 - page)
      }
      try await subject.expectError(.invalidRange, "clearing past the end") {
        try await store.clear(0..<1 << 20 + page)
      }
      try await subject.expectError(.invalidRange, "a negative offset") { try await store.write(bytes, at: -page) }
      try await subject.expectError(.invalidRange, "a negative size") { try await store.resize(to: -page) }
      if page > 1 {
        try await subject.expectError(.invalidRange, "writing between pages") { try await store.write(bytes, at: 1) }
        try await subject.expectError(.invalidRange, "a part of a page") { try await store.write([1], at: 0) }
        try await subject.expectError(.invalidRange, "reading between pages") { _ = try await store.read(1..<page) }
        try await subject.expectError(.invalidRange, "a size between pages") { try await store.resize(to: 1) }
      }
      try await subject.expectBytes(store, at: 0, [UInt8](repeating: 0, count: 1 << 20), "afterwards")
      try await store.close()
    },

    Clause("a volume grows with zeros, and what was cut off does not come back") { subject in
      let store = try await subject.create(1 << 18)
      let page = store.geometry.alignment
      let bytes = StoreUnderTest.bytes(1 << 18)
      try await store.write(bytes, at: 0)
      let cut = (Int64(100_000) / page + 1) * page
      try await store.resize(to: cut)
      try subject.expectEqual(try await store.properties().size, cut, "size")
      try await store.resize(to: 1 << 19)
      let rest = [UInt8](repeating: 0, count: 1 << 19 - Int(cut))
      try await subject.expectBytes(store, at: 0, Array(bytes[..<Int(cut)]) + rest, "after growing again")
      try await store.flush()
      try await store.close()
      let again = try await subject.open()
      try subject.expectEqual(try await again.properties().size, 1 << 19, "size after opening")
      try await subject.expectBytes(again, at: 0, Array(bytes[..<Int(cut)]) + rest, "after opening")
      try await again.close()
    },

    Clause("writers of neighbouring pages do not disturb each other") { subject in
      let store = try await subject.create(1 << 18)
      let page = Int(max(store.geometry.alignment, 512))
      let pages = (1 << 18) / page
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<16 {
          group.addTask {
            for number in stride(from: writer, to: min(pages, 512), by: 16) {
              let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number | 1), count: page)
              try await store.write(bytes, at: Int64(number * page))
            }
          }
        }
        try await group.waitForAll()
      }
      let expected = (0..<min(pages, 512)).flatMap {
        [UInt8](repeating: UInt8(truncatingIfNeeded: $0 | 1), count: page)
      }
      try await subject.expectBytes(store, at: 0, expected, "after 16 writers")
      try await store.close()
    },

    Clause("what was flushed is there after opening again") { subject in
      let store = try await subject.create(1 << 20)
      let bytes = StoreUnderTest.bytes(300_032)
      try await store.write(bytes, at: 1024)
      try await store.flush()
      let again = try await subject.open(.reading)
      try await subject.expectBytes(again, at: 1024, bytes, "a second handle")
      try await subject.expectError(.accessDenied, "writing while reading only") {
        try await again.write([UInt8](repeating: 0, count: 512), at: 0)
      }
      try await subject.expectError(.accessDenied, "clearing while reading only") { try await again.clear(0..<512) }
      try await subject.expectError(.accessDenied, "resizing while reading only") { try await again.resize(to: 512) }
      try await again.close()
      try await store.close()
    },

    Clause("a cancelled task gets nothing done") { subject in
      let store = try await subject.create(1 << 16)
      let page = store.geometry.alignment
      let operations: [(String, @Sendable () async throws -> Void)] = [
        ("read", { _ = try await store.read(0..<page) }),
        ("write", { try await store.write([UInt8](repeating: 1, count: Int(page)), at: 0) }),
        ("clear", { try await store.clear(0..<page) }),
        ("ranges", { _ = try await store.allocatedRanges(in: 0..<page, limit: 1) }),
      ]
      for (name, operation) in operations {
        let task = Task {
          withUnsafeCurrentTask { $0?.cancel() }
          try await operation()
        }
        try await subject.expectError(.cancelled, name) { try await task.value }
      }
      try await subject.expectBytes(store, at: 0, [UInt8](repeating: 0, count: 1 << 16), "afterwards")
      try await store.close()
    },
  ]
}
