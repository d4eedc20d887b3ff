/// A store that keeps what was replaced or deleted.
///
/// Found through the `versions` capability: see `ObjectStore.versioned`.
public protocol VersionedStore: ObjectStore {
  /// One page of the versions of the objects whose key starts with `prefix`: ascending by key, the newest first.
  ///
  /// Idempotent. At least one object's versions are on a page unless it is the last.
  func listVersions(
    prefix: String, after cursor: VersionCursor?, limit: Int
  ) async throws(StoreError) -> VersionPage

  /// As `get` of `ObjectStore`, of one version.
  func get(
    _ key: String, version: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo

  /// Removes one version for good. A version that is not there counts as deleted.
  func delete(_ key: String, version: String) async throws(StoreError)
}

/// A version of an object, or the mark that it was deleted.
public struct ObjectVersion: Sendable, Hashable {
  public var key: String
  /// The store's name for it.
  public var version: String
  /// What `get` without a version gives.
  public var isLatest: Bool
  /// The object was deleted at this point; there are no bytes.
  public var isDeleteMarker: Bool
  /// Bytes.
  public var size: Int64
  public var etag: String?
  /// By the store's clock, in nanoseconds since 1970.
  public var modified: Int64?

  public init(
    key: String, version: String, isLatest: Bool = false, isDeleteMarker: Bool = false, size: Int64 = 0,
    etag: String? = nil, modified: Int64? = nil
  ) {
    self.key = key
    self.version = version
    self.isLatest = isLatest
    self.isDeleteMarker = isDeleteMarker
    self.size = size
    self.etag = etag
    self.modified = modified
  }
}

/// A position in a listing of versions.
public struct VersionCursor: Sendable, Hashable {
  public var key: String
  /// `nil`: behind all versions of the key.
  public var version: String?

  public init(key: String, version: String?) {
    self.key = key
    self.version = version
  }
}

/// One page of a listing of versions.
public struct VersionPage: Sendable {
  public var versions: [ObjectVersion]
  /// Give this as `after` to get the following page; `nil` at the end.
  public var next: VersionCursor?

  public init(versions: [ObjectVersion], next: VersionCursor?) {
    self.versions = versions
    self.next = next
  }
}

extension ObjectStore {
  /// This store, if it keeps versions.
  public var versioned: (any VersionedStore)? {
    capabilities.contains(.versions) ? self as? any VersionedStore : nil
  }
}
