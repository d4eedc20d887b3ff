/// The part of a store whose keys begin with a prefix, as a store of its own.
///
/// Passes every call on with the key prefixed, and answers with the prefix taken off.
public final class PrefixedStore: LocalObjectStore {
  let base: any ObjectStore
  let prefix: String

  /// `prefix` goes before every key as it is: give it a final `/` where it stands for a folder.
  public init(_ base: any ObjectStore, prefix: String) {
    self.base = base
    self.prefix = prefix
  }

  public var name: String { "\(base.name)/\(prefix)" }
  public var capabilities: StoreCapabilities { base.capabilities }

  public func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    let page = try await base.list(
      prefix: self.prefix + prefix, after: cursor.map { self.prefix + $0 }, limit: limit)
    return ListPage(objects: page.objects.map(unprefixed), next: page.next.map(unprefixed))
  }

  public func head(_ key: String) async throws(StoreError) -> ObjectInfo {
    unprefixed(try await base.head(try prefixed(key)))
  }

  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    unprefixed(try await base.get(try prefixed(key), range: range, to: sink))
  }

  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    unprefixed(try await base.put(try prefixed(key), body, options: options))
  }

  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    unprefixed(try await base.copy(from: try prefixed(source), to: try prefixed(destination), options: options))
  }

  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    var failures: [DeleteFailure] = []
    var valid: [String] = []
    for key in keys {
      do throws(StoreError) {
        valid.append(try prefixed(key))
      } catch {
        failures.append(DeleteFailure(key: key, error: error))
      }
    }
    return failures + (try await base.delete(valid)).map { DeleteFailure(key: unprefixed($0.key), error: $0.error) }
  }

  public func open(_ key: String) throws(StoreError) -> LocalObject {
    try base.requireLocal().open(try prefixed(key))
  }

  public func removeRemnants(prefix: String) throws(StoreError) -> Int {
    try base.requireLocal().removeRemnants(prefix: self.prefix + prefix)
  }

  /// The key is checked by itself: behind a prefix, a faulty one could look right.
  func prefixed(_ key: String) throws(StoreError) -> String {
    try ObjectKey.validate(key, in: name)
    return prefix + key
  }

  func unprefixed(_ key: String) -> String {
    ObjectKey.hasPrefix(key, prefix) ? String(Substring(key.utf8.dropFirst(prefix.utf8.count))) : key
  }

  func unprefixed(_ info: ObjectInfo) -> ObjectInfo {
    var info = info
    info.key = unprefixed(info.key)
    return info
  }
}
