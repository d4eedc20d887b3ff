import Providers

extension StoreContract {
  static let cancelling: [Clause] = [
    Clause("a cancelled task gets no transfer started") { subject in
      let store = subject.store
      try await subject.fill(["there"])
      let operations: [(String, @Sendable () async throws -> Void)] = [
        ("get", { _ = try await store.get("there") }),
        ("put", { try await store.put("new", [1]) }),
        ("list", { _ = try await store.list(prefix: "", after: nil, limit: 1) }),
        ("head", { _ = try await store.head("there") }),
        ("delete", { _ = try await store.delete(["there"]) }),
      ]
      for (name, operation) in operations {
        let task = Task {
          withUnsafeCurrentTask { $0?.cancel() }
          try await operation()
        }
        try await subject.expectError(.cancelled, name) { try await task.value }
      }
      try subject.expectEqual(try await subject.keys(), ["there"], "keys")
    },

    Clause("cancelling ends a transfer that is under way") { subject in
      try await subject.store.put("large", StoreUnderTest.bytes(8_000_000))
      let sink = CancellingSink()
      let task = Task { _ = try await subject.store.get("large", range: nil, to: sink) }
      sink.cancelOnWrite(task)
      do {
        try await task.value
        // A store may hand over the whole object in one piece; then there is nothing left to end.
        try subject.expectEqual(sink.writes, 1, "pieces after the cancellation")
      } catch let error as StoreError {
        try subject.expectEqual(error.code, .cancelled, "error")
      }
    },

    Clause("a cancelled put leaves nothing or the whole object") { subject in
      let bytes = StoreUnderTest.bytes(12_000_000)
      for round in 0..<8 {
        let task = Task { try await subject.store.put("cut", bytes) }
        for _ in 0..<round * 20 { await Task.yield() }
        task.cancel()
        let result = await task.result
        let found = try await subject.keys()
        switch result {
        case .success:
          try subject.expectEqual(found, ["cut"], "keys")
        case .failure(let error as StoreError):
          try subject.expectEqual(error.code, .cancelled, "error")
        case .failure(let error):
          throw error
        }
        if found == ["cut"] { try subject.expect(try await same(subject.store.get("cut"), bytes), "a part is visible") }
        _ = try await subject.store.delete(["cut"])
      }
    },
  ]
}
