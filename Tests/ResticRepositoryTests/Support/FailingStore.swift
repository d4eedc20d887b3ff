import Providers
import Synchronization

/// A store whose puts below a prefix fail from some time on, as on a full disk.
final class FailingStore: ObjectStore {
  let base: any ObjectStore
  private let failing = Mutex<String?>(nil)

  init(_ base: any ObjectStore = MemoryStore()) { self.base = base }

  var name: String { base.name }
  var capabilities: StoreCapabilities { base.capabilities }

  /// Puts of keys that begin so fail; `nil` lets all pass.
  var failingPrefix: String? {
    get { failing.withLock { $0 } }
    set { failing.withLock { $0 = newValue } }
  }

  func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    try await base.list(prefix: prefix, after: cursor, limit: limit)
  }

  func head(_ key: String) async throws(StoreError) -> ObjectInfo { try await base.head(key) }

  func get(_ key: String, range: Range<Int64>?, to sink: any ByteSink) async throws(StoreError) -> ObjectInfo {
    try await base.get(key, range: range, to: sink)
  }

  func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    if let prefix = failingPrefix, key.hasPrefix(prefix) {
      throw StoreError(.noSpace, "no space is left", location: "\(name)/\(key)")
    }
    return try await base.put(key, body, options: options)
  }

  func copy(from source: String, to destination: String, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try await base.copy(from: source, to: destination, options: options)
  }

  func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] { try await base.delete(keys) }
}
