import Providers
import Synchronization

/// A store whose user dies: after so many changes every further one fails, as if the process had been killed.
final class MortalStore: ObjectStore {
  private let base: any ObjectStore
  private let left: Mutex<Int>
  private let made = Mutex(0)

  init(_ base: any ObjectStore, changes: Int) {
    self.base = base
    left = Mutex(changes)
  }

  var name: String { base.name }
  var capabilities: StoreCapabilities { base.capabilities }
  /// Changes that were let through.
  var changes: Int { made.withLock { $0 } }

  private func change() throws(StoreError) {
    let isAlive = left.withLock { left in
      left -= 1
      return left >= 0
    }
    guard isAlive else { throw StoreError(.failed, "killed", location: name) }
    made.withLock { $0 += 1 }
  }

  func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    try await base.list(prefix: prefix, after: cursor, limit: limit)
  }

  func head(_ key: String) async throws(StoreError) -> ObjectInfo { try await base.head(key) }

  func get(_ key: String, range: Range<Int64>?, to sink: any ByteSink) async throws(StoreError) -> ObjectInfo {
    try await base.get(key, range: range, to: sink)
  }

  func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try change()
    return try await base.put(key, body, options: options)
  }

  func copy(from source: String, to destination: String, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try change()
    return try await base.copy(from: source, to: destination, options: options)
  }

  /// One key after the other, so that it may die in between.
  func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    for key in keys {
      try change()
      let failures = try await base.delete([key])
      guard failures.isEmpty else { return failures }
    }
    return []
  }
}
