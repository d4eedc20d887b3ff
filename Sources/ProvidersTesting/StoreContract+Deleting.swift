import Providers

extension StoreContract {
  static let deleting: [Clause] = [
    Clause("what is deleted is gone, and only that") { subject in
      try await subject.fill(["a/1", "a/2", "b"])
      let failures = try await subject.store.delete(["a/1", "b"])
      try subject.expect(failures.isEmpty, "failures: \(failures)")
      try subject.expectEqual(try await subject.keys(), ["a/2"], "keys")
      try await subject.expectError(.notFound, "get") { _ = try await subject.store.get("a/1") }
    },

    Clause("a key that is not there counts as deleted") { subject in
      try await subject.fill(["a/b"])
      let missing = ["missing", "a/c", "a/b/c", "x/y/z", String(repeating: "n", count: 300)]
      for _ in 0..<2 {
        let failures = try await subject.store.delete(missing + ["a/b", "a/b"])
        try subject.expect(failures.isEmpty, "failures: \(failures)")
      }
      try subject.expectEqual(try await subject.keys(), [], "keys")
    },

    Clause("deleting a folder's name deletes nothing") { subject in
      try await subject.fill(["a/b/c"])
      let failures = try await subject.store.delete(["a", "a/b"])
      try subject.expect(failures.isEmpty, "failures: \(failures)")
      try subject.expectEqual(try await subject.keys(), ["a/b/c"], "keys")
    },

    Clause("one key that cannot be deleted does not keep the others") { subject in
      try await subject.fill(["a", "b"])
      let failures = try await subject.store.delete(["a", "../x", "b"])
      try subject.expectEqual(failures.map(\.key), ["../x"], "failed keys")
      try subject.expectEqual(try await subject.keys(), [], "keys")
    },

    Clause("any number of keys can be deleted at once") { subject in
      try subject.expect(try await subject.store.delete([]).isEmpty, "deleting nothing fails")
      let keys = (0..<1050).map { "many/\($0 % 10)/\($0)" }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for start in 0..<8 {
          group.addTask {
            for index in stride(from: start, to: keys.count, by: 8) { try await subject.store.put(keys[index], []) }
          }
        }
        try await group.waitForAll()
      }
      let failures = try await subject.store.delete(keys)
      try subject.expect(failures.isEmpty, "failures: \(failures.count)")
      try subject.expectEqual(try await subject.keys(), [], "keys")
    },
  ]
}
