import Providers

extension PageStoreContract {
  static let snapshots: [Clause] = [
    Clause("a snapshot stays as it was") { subject in
      let store = try await subject.create(1 << 18)
      guard store.capabilities.contains(.snapshots) else {
        try await subject.expectError(.unsupported, "a snapshot") { _ = try await store.makeSnapshot() }
        return
      }
      let first = StoreUnderTest.bytes(1 << 18)
      try await store.write(first, at: 0)
      let one = try await store.makeSnapshot()
      let second = StoreUnderTest.bytes(1 << 17, seed: 2)
      try await store.write(second, at: 1 << 16)
      let two = try await store.makeSnapshot()
      try await store.clear(0..<1 << 18)
      try await store.resize(to: 1 << 17)
      try await store.flush()
      var changed = first
      changed.replaceSubrange(1 << 16..<3 << 16, with: second)
      for (snapshot, bytes) in [(one, first), (two, changed)] {
        let reader = try await store.openSnapshot(snapshot.id)
        try subject.expectEqual(try await reader.properties().size, 1 << 18, "size of a snapshot")
        try await subject.expectBytes(reader, at: 0, bytes, "snapshot \(snapshot.id)")
      }
      let again = try await subject.open(.reading)
      try await subject.expectBytes(try await again.openSnapshot(one.id), at: 0, first, "another handle")
      try await store.close()
    },

    Clause("snapshots are listed oldest first, page by page, until they are deleted") { subject in
      let store = try await subject.create(1 << 16)
      guard store.capabilities.contains(.snapshots) else { return }
      try subject.expectEqual(try await ids(store, limit: 10), [], "none")
      var made: [String] = []
      for _ in 0..<5 { made.append(try await store.makeSnapshot().id) }
      for limit in [1, 2, 5, 100] {
        try subject.expectEqual(try await ids(store, limit: limit), made, "pages of \(limit)")
      }
      try await store.deleteSnapshot(made[1])
      try await store.deleteSnapshot(made[1])
      try subject.expectEqual(try await ids(store, limit: 2), [made[0]] + made[2...], "after deleting one")
      try await subject.expectError(.notFound, "a deleted snapshot") {
        _ = try await store.openSnapshot(made[1]).read(0..<512)
      }
      try await subject.expectError(.notFound, "what is no id") {
        _ = try await store.openSnapshot("../x").read(0..<512)
      }
      try await store.close()
    },

    Clause("what changed since a snapshot is told, and nothing far from it") { subject in
      let store = try await subject.create(1 << 20)
      guard store.capabilities.contains(.changes) else { return }
      let block = max(store.geometry.block, 4096)
      try await store.write(StoreUnderTest.bytes(1 << 19), at: 0)
      let old = try await store.makeSnapshot()
      try subject.expectEqual(try await store.allChanges(since: old.id, in: 0..<1 << 20), [], "nothing")
      try await store.write(StoreUnderTest.bytes(4096, seed: 3), at: 2 * block)
      try await store.clear(4 * block..<5 * block)
      try await store.write(StoreUnderTest.bytes(4096, seed: 4), at: 1 << 19)
      for limit in [1, 100] {
        let changes = try await store.allChanges(since: old.id, in: 0..<1 << 20, limit: limit)
        try subject.expectEqual(changes.map(\.range.lowerBound), [2 * block, 4 * block, 1 << 19], "changes")
        try subject.expectEqual(changes.map(\.isCleared), [false, true, false], "cleared")
        try subject.expect(changes.allSatisfy { $0.range.count <= block }, "changes: \(changes)")
      }
      let new = try await store.makeSnapshot()
      let between = try await store.openSnapshot(new.id).allChanges(since: old.id, in: 0..<1 << 20)
      try subject.expectEqual(
        between.map(\.range.lowerBound), [2 * block, 4 * block, 1 << 19], "between two snapshots")
      try await store.close()
    },
  ]

  private static func ids(_ store: any PageStore, limit: Int) async throws -> [String] {
    var ids: [String] = []
    var cursor: String?
    repeat {
      let list = try await store.snapshots(after: cursor, limit: limit)
      guard list.snapshots.count <= limit else { throw ContractViolation("more than \(limit) snapshots", #line) }
      ids += list.snapshots.map(\.id)
      cursor = list.next
    } while cursor != nil
    return ids
  }
}
