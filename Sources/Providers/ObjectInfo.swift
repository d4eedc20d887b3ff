/// What a store says of an object.
public struct ObjectInfo: Sendable, Hashable {
  public var key: String
  /// Bytes.
  public var size: Int64
  /// The store's own version mark, compared as an opaque text.
  public var etag: String?
  /// Last modification by the store's clock, in nanoseconds since 1970.
  public var modified: Int64?
  /// The storage class or access tier, in the store's words.
  public var tier: String?
  /// User metadata; filled by `head` and `get`, empty in listings.
  public var metadata: [String: String]

  public init(
    key: String, size: Int64, etag: String? = nil, modified: Int64? = nil, tier: String? = nil,
    metadata: [String: String] = [:]
  ) {
    self.key = key
    self.size = size
    self.etag = etag
    self.modified = modified
    self.tier = tier
    self.metadata = metadata
  }
}

/// One page of a listing.
public struct ListPage: Sendable {
  /// Ascending by the bytes of the key.
  public var objects: [ObjectInfo]
  /// Give this as `after` to get the following page; `nil` at the end.
  public var next: String?

  public init(objects: [ObjectInfo], next: String?) {
    self.objects = objects
    self.next = next
  }
}

/// An object that a batched delete could not remove, and why.
public struct DeleteFailure: Sendable {
  public var key: String
  public var error: StoreError

  public init(key: String, error: StoreError) {
    self.key = key
    self.error = error
  }
}
