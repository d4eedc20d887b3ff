extension ObjectStore {
  /// The object's bytes, or those in `range`, in memory. Not for objects of unknown size.
  public func get(_ key: String, range: Range<Int64>? = nil) async throws(StoreError) -> [UInt8] {
    let sink = CollectingSink()
    _ = try await get(key, range: range, to: sink)
    return sink.take()
  }

  /// Stores `bytes` whole under `key`.
  @discardableResult
  public func put(
    _ key: String, _ bytes: [UInt8], options: PutOptions = PutOptions()
  ) async throws(StoreError) -> ObjectInfo {
    try await put(key, .bytes(bytes), options: options)
  }

  /// Whether there is such an object; any error but `.notFound` is thrown.
  public func exists(_ key: String) async throws(StoreError) -> Bool {
    do {
      _ = try await head(key)
      return true
    } catch {
      if error.code == .notFound { return false }
      throw error
    }
  }

  /// Every object whose key starts with `prefix`, in ascending byte order, fetched page by page as it is consumed.
  public func listAll(prefix: String = "", pageSize: Int = 10_000) -> ObjectListing {
    ObjectListing(store: self, prefix: prefix, pageSize: pageSize)
  }
}
