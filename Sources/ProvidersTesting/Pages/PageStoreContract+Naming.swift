import Providers

extension PageStoreContract {
  static let naming: [Clause] = [
    Clause("a key has one volume, until it is deleted with its snapshots") { subject in
      try await subject.expectError(.notFound, "opening what is not there") { _ = try await subject.open() }
      let store = try await subject.create(1 << 16)
      try await store.write([UInt8](repeating: 1, count: 512), at: 0)
      try await store.flush()
      if store.capabilities.contains(.snapshots) { _ = try await store.makeSnapshot() }
      try await subject.expectError(.conditionFailed, "creating it again") { _ = try await subject.create(1 << 16) }
      try await subject.expectBytes(store, at: 0, [UInt8](repeating: 1, count: 512), "after creating it again")
      try await store.close()
      try await subject.namespace.deletePages(subject.key)
      try await subject.namespace.deletePages(subject.key)
      try await subject.expectError(.notFound, "opening what was deleted") { _ = try await subject.open() }
      let again = try await subject.create(1 << 16)
      try await subject.expectBytes(again, at: 0, [UInt8](repeating: 0, count: 1 << 16), "a new one of the same key")
      let old = try await again.snapshots(after: nil, limit: 10).snapshots
      try subject.expectEqual(old.count, 0, "snapshots of the new one")
      try await again.close()
    },

    Clause("keys and sizes that cannot be are refused") { subject in
      for key in ["", "/a", "a//b", "a/../b"] {
        try await subject.expectError(.invalidKey, "the key \(key.debugDescription)") {
          _ = try await subject.namespace.createPages(key, size: 512, contentType: nil)
        }
      }
      try await subject.expectError(.invalidRange, "a negative size") { _ = try await subject.create(-512) }
    },
  ]
}
