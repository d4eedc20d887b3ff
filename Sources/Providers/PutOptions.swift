public import Cryptography

/// When a `put` may take effect.
public enum PutCondition: Sendable, Hashable {
  case always
  /// Only where no object has the key yet.
  case ifAbsent
  /// Only where the object there has this ETag.
  case ifMatch(etag: String)
}

/// What goes along with an object's bytes.
public struct PutOptions: Sendable {
  public var condition: PutCondition
  public var contentType: String?
  public var metadata: [String: String]
  /// When the content was last changed, in nanoseconds since 1970: kept as the file's time in a folder, and where rclone
  /// looks for it in a cloud.
  public var modified: Int64?
  /// The SHA-256 of the whole body, where the caller knows it: a store that needs it does not compute it again.
  public var digest: SHA256Digest?
  /// The lease that the caller holds on the object: see `LeasingStore`. A store without leases does not take it.
  public var lease: String?

  public init(
    condition: PutCondition = .always, contentType: String? = nil, metadata: [String: String] = [:],
    modified: Int64? = nil, digest: SHA256Digest? = nil, lease: String? = nil
  ) {
    self.condition = condition
    self.contentType = contentType
    self.metadata = metadata
    self.modified = modified
    self.digest = digest
    self.lease = lease
  }

  /// For stores that have none.
  func requireNoLease(_ location: String) throws(StoreError) {
    if lease != nil { throw StoreError(.unsupported, "this store has no leases", location: location) }
  }
}

/// The bytes of an upload: they can be read again from the start, so a retry needs no help of the caller.
public enum PutBody: Sendable {
  case bytes([UInt8])
  /// A regular file, from the start to its size at the time of the call.
  case file(path: String)
  /// Bytes of a regular file; one that turns out shorter fails the call.
  case fileRange(path: String, range: Range<Int64>)
}
