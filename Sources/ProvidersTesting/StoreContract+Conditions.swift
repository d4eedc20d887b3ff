import Providers

extension StoreContract {
  static let conditions: [Clause] = [
    Clause("put if absent stores once") { subject in
      let options = PutOptions(condition: .ifAbsent)
      guard subject.store.capabilities.contains(.putIfAbsent) else {
        try await refused(subject, options)
        return
      }
      try await subject.store.put("new/key", [1], options: options)
      try await subject.expectError(.conditionFailed, "a second put") {
        try await subject.store.put("new/key", [2, 2], options: options)
      }
      try subject.expectEqual(try await subject.store.get("new/key"), [1], "bytes")
      _ = try await subject.store.delete(["new/key"])
      try await subject.store.put("new/key", [3], options: options)
      try subject.expectEqual(try await subject.store.get("new/key"), [3], "bytes")
    },

    Clause("of many puts if absent one wins") { subject in
      guard subject.store.capabilities.contains(.putIfAbsent) else { return }
      for round in 0..<10 {
        let key = "race/\(round)"
        let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
          for task in 0..<8 {
            group.addTask {
              do throws(StoreError) {
                try await subject.store.put(
                  key, StoreUnderTest.bytes(10_000, seed: UInt64(task + 1)), options: PutOptions(condition: .ifAbsent))
                return task
              } catch {
                guard error.code == .conditionFailed else { throw error }
                return nil
              }
            }
          }
          return try await group.reduce(into: [Int]()) { winners, winner in if let winner { winners.append(winner) } }
        }
        try subject.expectEqual(winners.count, 1, "number of winners")
        let expected = winners.first.map { StoreUnderTest.bytes(10_000, seed: UInt64($0 + 1)) }
        try subject.expect(try await subject.store.get(key) == expected, "the object is not the winner's")
      }
    },

    Clause("put if the ETag matches replaces that version only") { subject in
      guard subject.store.capabilities.contains(.putIfMatch) else {
        try await refused(subject, PutOptions(condition: .ifMatch(etag: "x")))
        return
      }
      let first = try await subject.store.put("key", [1])
      let etag = first.etag ?? ""
      let second = try await subject.store.put("key", [2], options: PutOptions(condition: .ifMatch(etag: etag)))
      try subject.expect(second.etag != first.etag, "the ETag stays")
      try await subject.expectError(.conditionFailed, "the old ETag") {
        try await subject.store.put("key", [3], options: PutOptions(condition: .ifMatch(etag: etag)))
      }
      try await subject.expectError(.conditionFailed, "a missing object") {
        try await subject.store.put("missing", [3], options: PutOptions(condition: .ifMatch(etag: etag)))
      }
      try subject.expectEqual(try await subject.store.get("key"), [2], "bytes")
    },
  ]

  /// A condition that the store cannot keep is not quietly dropped.
  private static func refused(_ subject: StoreUnderTest, _ options: PutOptions) async throws {
    try await subject.expectError(.unsupported, "a condition that the store cannot keep") {
      try await subject.store.put("key", [1], options: options)
    }
    try subject.expectEqual(try await subject.keys(), [], "keys")
  }
}
