import Synchronization

/// Counts what is asked of a store, by operation.
///
/// A batched delete counts once, as does each page of a listing.
public final class CountingStore: StoreDecorator {
  public let base: any ObjectStore
  private let counted = Mutex<[StoreOperation.Kind: Int]>([:])

  public init(_ base: any ObjectStore) { self.base = base }

  /// Operations begun so far; those that never were are not in it.
  public var counts: [StoreOperation.Kind: Int] { counted.withLock { $0 } }

  /// Operations of one kind begun so far.
  public func count(_ kind: StoreOperation.Kind) -> Int { counted.withLock { $0[kind] ?? 0 } }

  /// Begins to count anew.
  public func reset() { counted.withLock { $0 = [:] } }

  public func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    counted.withLock { $0[operation.kind, default: 0] += 1 }
    return try await body()
  }
}
