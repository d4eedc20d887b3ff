/// A flat namespace of immutable objects: a bucket, a container, or a folder tree.
///
/// Keys are `/`-separated UTF-8: no part between slashes is empty, `.` or `..`, and there is no NUL; anything else is
/// `.invalidKey`. They are compared by their bytes, not as Swift compares strings. Every method may be called from any
/// number of tasks at once. None retries by itself: that is a decorator's work, and `StoreError.isRetryable` tells it
/// when. Cancelling the calling task stops the transfer; a cancelled `put` leaves either nothing or the whole object.
public protocol ObjectStore: Sendable {
  /// How the store is called in messages: `file:/srv/backup`, `s3:bucket/prefix`. Never holds a secret.
  var name: String { get }

  /// What this store can do beyond the core.
  var capabilities: StoreCapabilities { get }

  /// One page of the objects whose key starts with `prefix`, in ascending byte order of keys, from the first key
  /// after `cursor`.
  ///
  /// Idempotent. A page never has more than `limit` objects (at least 1), but may have fewer: its `next` is the cursor
  /// of the following page, `nil` at the end. Prefix and cursor may be any text; no object needs to have them. An
  /// object written or deleted during a listing may or may not appear; each other object appears exactly once.
  func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage

  /// The object's size, ETag, time and metadata.
  ///
  /// Idempotent. Throws `.notFound` when there is no such object.
  func head(_ key: String) async throws(StoreError) -> ObjectInfo

  /// Sends the object's bytes, or those in `range`, to `sink` in order.
  ///
  /// Idempotent, but the sink may have received a part when it fails: it is told to start over with `restart()`
  /// before a retry. Never short: fewer bytes than asked for is a `.truncated` error, not a success; a range that
  /// reaches past the end is `.invalidRange`. Throws `.notFound` when there is no such object.
  func get(_ key: String, range: Range<Int64>?, to sink: any ByteSink) async throws(StoreError) -> ObjectInfo

  /// Stores `body` whole under `key`: no reader ever sees a part of it, and it is durable on return.
  ///
  /// Idempotent with `.always`. With a condition, a repetition after a lost reply may find its own object and throw
  /// `.conditionFailed`; the caller compares. Throws `.unsupported` for a condition the store cannot keep; metadata and
  /// content type are dropped by a store that keeps none.
  @discardableResult
  func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo

  /// Copies inside the store without moving the bytes through this machine.
  ///
  /// Idempotent. Throws `.unsupported` without the `serverSideCopy` capability, `.notFound` without a source.
  @discardableResult
  func copy(from source: String, to destination: String, options: PutOptions) async throws(StoreError) -> ObjectInfo

  /// Deletes each key, and reports each that could not be. A key that is not there counts as deleted.
  ///
  /// Idempotent; in no particular order; an empty result means that all are gone.
  func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure]
}
