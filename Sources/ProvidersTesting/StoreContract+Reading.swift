import Providers

extension StoreContract {
  static let reading: [Clause] = [
    Clause("what was put comes back") { subject in
      let bytes = StoreUnderTest.bytes(100_000)
      let stored = try await subject.store.put("x/y", bytes)
      try subject.expect(try await same(subject.store.get("x/y"), bytes), "the bytes differ")
      let sink = CollectingSink()
      let info = try await subject.store.get("x/y", range: nil, to: sink)
      try subject.expect(same(sink.take(), bytes), "the bytes differ")
      try subject.expectEqual(info.size, 100_000, "size")
      try subject.expectEqual(info.etag, stored.etag, "ETag")
    },

    Clause("a missing object is not found") { subject in
      try await subject.fill(["a/b"])
      for key in ["missing", "a", "a/c", "a/b/c", "a/b/c/d", String(repeating: "n", count: 300)] {
        try await subject.expectError(.notFound, "head of \(key)") { _ = try await subject.store.head(key) }
        try await subject.expectError(.notFound, "get of \(key)") { _ = try await subject.store.get(key) }
        try subject.expect(try await !subject.store.exists(key), "\(key) exists")
      }
    },

    Clause("every range inside an object can be read, empty ones too") { subject in
      let bytes = StoreUnderTest.bytes(9)
      try await subject.store.put("small", bytes)
      for start in 0...9 {
        for end in start...9 {
          let part = try await subject.store.get("small", range: Int64(start)..<Int64(end))
          try subject.expectEqual(part, Array(bytes[start..<end]), "bytes \(start)..<\(end)")
        }
      }
    },

    Clause("a range that reaches outside of the object is invalid") { subject in
      try await subject.store.put("small", StoreUnderTest.bytes(9))
      let ranges: [Range<Int64>] = [0..<10, 9..<10, 10..<10, 10..<11, 5..<Int64.max, -1..<4, Int64.min..<Int64.max]
      for range in ranges {
        try await subject.expectError(.invalidRange, "\(range)") {
          _ = try await subject.store.get("small", range: range)
        }
      }
    },

    Clause("an object may be empty") { subject in
      let stored = try await subject.store.put("empty", [])
      try subject.expectEqual(stored.size, 0, "size")
      try subject.expectEqual(try await subject.store.get("empty"), [], "bytes")
      try subject.expectEqual(try await subject.store.get("empty", range: 0..<0), [], "bytes of an empty range")
      try subject.expectEqual(try await subject.store.head("empty").size, 0, "size")
      try subject.expectEqual(try await subject.keys(), ["empty"], "keys")
      try await subject.expectError(.invalidRange, "a byte of an empty object") {
        _ = try await subject.store.get("empty", range: 0..<1)
      }
    },

    Clause("a large object comes in order and whole") { subject in
      let bytes = StoreUnderTest.bytes(20_000_003)
      try await subject.store.put("large", bytes)
      let sink = ComparingSink(expected: bytes)
      _ = try await subject.store.get("large", range: nil, to: sink)
      try subject.expect(sink.isComplete, "the sink received something else")
      let part = try await subject.store.get("large", range: 7_000_001..<15_000_000)
      try subject.expect(same(part[...], bytes[7_000_001..<15_000_000]), "a range differs")
    },

    Clause("an error of the sink ends the transfer") { subject in
      try await subject.store.put("large", StoreUnderTest.bytes(5_000_000))
      let sink = FailingSink()
      do {
        _ = try await subject.store.get("large", range: nil, to: sink)
        throw ContractViolation("the transfer succeeded", #line)
      } catch let error as StoreError {
        try subject.expect(error.cause is FailingSink.Full, "the sink's error is not the cause")
      }
      try subject.expectEqual(sink.writes, 1, "writes")
    },

    Clause("a reader beside a writer sees one version whole") { subject in
      let versions = (0..<8).map { StoreUnderTest.bytes(300_000 + Int($0), seed: $0 + 1) }
      try await subject.store.put("busy", versions[0])
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for round in 0..<40 { try await subject.store.put("busy", versions[round % versions.count]) }
        }
        for _ in 0..<2 {
          group.addTask {
            for _ in 0..<40 {
              let found = try await subject.store.get("busy")
              try subject.expect(
                versions.contains { same($0, found) }, "a reader saw \(found.count) bytes that nobody wrote")
            }
          }
        }
        try await group.waitForAll()
      }
    },

    Clause("an object opened as a file outlives its replacement") { subject in
      guard let local = subject.store.local else { return }
      let bytes = StoreUnderTest.bytes(10_000)
      try await subject.store.put("opened", bytes)
      let object = try local.open("opened")
      try await subject.store.put("opened", [1])
      _ = try await subject.store.delete(["opened"])
      var read = [UInt8](repeating: 0, count: 5000)
      try read.withUnsafeMutableBytes { try object.read(at: 2500, into: $0) }
      try subject.expect(same(read[...], bytes[2500..<7500]), "the bytes differ")
      try subject.expectEqual(object.info.size, 10_000, "size")
      try await subject.expectError(.invalidRange, "reading past the end") {
        try read.withUnsafeMutableBytes { try object.read(at: 5001, into: $0) }
      }
      try await subject.expectError(.notFound, "opening what is gone") { _ = try local.open("opened") }
    },
  ]
}
