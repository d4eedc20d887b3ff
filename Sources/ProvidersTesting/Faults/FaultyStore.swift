public import Providers

/// A store that fails on demand: before an operation takes effect, or after it, as when a reply is lost.
public final class FaultyStore: StoreDecorator {
  public typealias Operation = StoreOperation.Kind

  /// The error to throw for an operation on a key (a prefix for listings), `nil` for none.
  public typealias Fault = @Sendable (Operation, String) -> StoreError?

  public let base: any ObjectStore
  private let before: Fault
  private let after: Fault

  public init(
    _ base: any ObjectStore, before: @escaping Fault = { _, _ in nil }, after: @escaping Fault = { _, _ in nil }
  ) {
    self.base = base
    self.before = before
    self.after = after
  }

  /// Without a way around the faults.
  public var capabilities: StoreCapabilities { base.capabilities.subtracting(.localFiles) }

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

  public func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    if let error = before(operation.kind, operation.key) { throw error }
    let result = try await body()
    if let error = after(operation.kind, operation.key) { throw error }
    return result
  }
}
