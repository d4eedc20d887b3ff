public import Providers

/// A store that fails on demand: before an operation takes effect, or after it, as when a reply is lost.
public final class FaultyStore: ObjectStore {
  public enum Operation: Sendable, Hashable {
    case list, head, get, put, copy, delete
  }

  /// The error to throw for an operation on a key (a prefix for listings), `nil` for none.
  public typealias Fault = @Sendable (Operation, String) -> StoreError?

  private let base: any ObjectStore
  private let before: Fault
  private let after: Fault

  public init(
    _ base: any ObjectStore, before: @escaping Fault = { _, _ in nil }, after: @escaping Fault = { _, _ in nil }
  ) {
    self.base = base
    self.before = before
    self.after = after
  }

  public var name: String { base.name }
  /// Without a way around the faults.
  public var capabilities: StoreCapabilities { base.capabilities.subtracting(.localFiles) }

  public func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    try await passing(.list, prefix) { () async throws(StoreError) in
      try await base.list(prefix: prefix, after: cursor, limit: limit)
    }
  }

  public func head(_ key: String) async throws(StoreError) -> ObjectInfo {
    try await passing(.head, key) { () async throws(StoreError) in try await base.head(key) }
  }

  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try await passing(.get, key) { () async throws(StoreError) in try await base.get(key, range: range, to: sink) }
  }

  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try await passing(.put, key) { () async throws(StoreError) in try await base.put(key, body, options: options) }
  }

  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    try await passing(.copy, destination) { () async throws(StoreError) in
      try await base.copy(from: source, to: destination, options: options)
    }
  }

  /// Keys that fail are reported; the others are deleted.
  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    var failures: [DeleteFailure] = []
    var others: [String] = []
    for key in keys {
      if let error = before(.delete, key) {
        failures.append(DeleteFailure(key: key, error: error))
      } else {
        others.append(key)
      }
    }
    failures += try await base.delete(others)
    for key in others {
      if let error = after(.delete, key) { failures.append(DeleteFailure(key: key, error: error)) }
    }
    return failures
  }

  private func passing<T>(
    _ operation: Operation, _ key: String, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    if let error = before(operation, key) { throw error }
    let result = try await body()
    if let error = after(operation, key) { throw error }
    return result
  }
}
