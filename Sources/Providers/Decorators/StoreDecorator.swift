/// A store around another one that does something before, after or instead of each operation.
///
/// A decorator implements `around` and gets every method from it, those of the refinements included: what the base can
/// do beyond the core, the decorated store can do too, and no way leads past the decorator but `open`, whose
/// objects are files that need none. Where one operation needs more, the decorator has that method itself.
public protocol StoreDecorator: MultipartStore, LocalObjectStore, PresigningStore, ContainerStore, LeasingStore,
  TieredStore
{
  var base: any ObjectStore { get }

  /// Carries out `body`, which is `operation` on the base: once, several times, or not at all.
  func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T
}

extension StoreDecorator {
  public var name: String { base.name }
  public var capabilities: StoreCapabilities { base.capabilities }

  public func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    try await around(StoreOperation(.list, prefix)) { () async throws(StoreError) in
      try await base.list(prefix: prefix, after: cursor, limit: limit)
    }
  }

  public func head(_ key: String) async throws(StoreError) -> ObjectInfo {
    try await around(StoreOperation(.head, key)) { () async throws(StoreError) in try await base.head(key) }
  }

  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try await around(StoreOperation(.get, key)) { () async throws(StoreError) in
      try await base.get(key, range: range, to: sink)
    }
  }

  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try await around(StoreOperation(.put, key)) { () async throws(StoreError) in
      try await base.put(key, body, options: options)
    }
  }

  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    try await around(StoreOperation(.copy, destination)) { () async throws(StoreError) in
      try await base.copy(from: source, to: destination, options: options)
    }
  }

  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    try await around(StoreOperation(.delete, keys.first ?? "")) { () async throws(StoreError) in
      try await base.delete(keys)
    }
  }

  public func open(_ key: String) throws(StoreError) -> LocalObject {
    try base.requireLocal().open(key)
  }

  public func removeRemnants(prefix: String) throws(StoreError) -> Int {
    try base.requireLocal().removeRemnants(prefix: prefix)
  }
}
