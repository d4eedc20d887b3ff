/// Random-access storage that is read: a volume as it is, or one of its snapshots.
///
/// Offsets and counts are bytes. Every range that is given must begin and end on multiples of `geometry.alignment` and
/// lie inside of the size, else `.invalidRange`; an empty range is allowed, and nothing is asked for it. Bytes that were
/// never written, or were cleared, read as zeros. Every method may be called from any number of tasks at once.
///
/// All methods only read and are idempotent. A page store splits what is asked into requests and repeats each of those
/// by itself where its configuration has retries, so callers need not; `StoreError.isRetryable` says of what is thrown
/// whether later the same call may succeed. Cancelling the calling task ends the call with `.cancelled`.
public protocol PageReader: Sendable {
  /// How it is called in messages: `file:/srv/disk.img`, `azure:account/disks/vm.vhd`. Never holds a secret.
  var name: String { get }

  /// What can be done beyond reading and writing.
  var capabilities: PageCapabilities { get }

  /// What never changes while it exists: alignment and block size.
  var geometry: PageGeometry { get }

  /// Size and the like, as they are now. May cost a request.
  func properties() async throws(StoreError) -> PageProperties

  /// The bytes in `range`, which are all in memory: the caller bounds their number.
  ///
  /// Never short. Sees every write that had returned when it was called. Of writes that are under way meanwhile, each
  /// page of `geometry.alignment` bytes shows the old or the new bytes, never a mixture.
  func read(_ range: Range<Int64>) async throws(StoreError) -> [UInt8]

  /// Which parts of `range` hold data, ascending, without overlap, at most `limit` (at least 1) of them: every byte
  /// outside of them reads as zero. Bytes inside may be zeros, too.
  ///
  /// A list that ends early says in `next` where to go on; memory is bounded by `limit`. Ranges are as fine as the
  /// storage counts (`geometry.block`), and neighbours may touch. What is written or cleared meanwhile may or may not
  /// show.
  func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList

  /// Which parts of `range` differ from the snapshot of this id, at most `limit` of them, as `allocatedRanges`.
  ///
  /// Every byte that differs is in one of them; bytes that are the same may be, too. Parts that only one of the two has,
  /// since the sizes differ, count as zeros in the other. Throws `.notFound` without such a snapshot, `.unsupported`
  /// without the `changes` capability.
  func changedRanges(
    since snapshot: String, in range: Range<Int64>, limit: Int
  ) async throws(StoreError) -> PageChangeList
}

/// What never changes of a volume.
public struct PageGeometry: Sendable, Hashable {
  /// Ranges begin and end on multiples of it, and sizes are multiples of it. A power of two.
  public var alignment: Int64
  /// The unit in which space is taken and given back, and below which writing costs more than its bytes: a multiple of
  /// `alignment`, and a power of two.
  public var block: Int64

  public init(alignment: Int64, block: Int64) {
    self.alignment = alignment
    self.block = block
  }
}

/// What may change of a volume.
public struct PageProperties: Sendable, Hashable {
  /// Bytes, holes included.
  public var size: Int64
  /// The storage's own mark of its content, where it has one that changes with every write.
  public var etag: String?
  /// Last modification by the storage's clock, in nanoseconds since 1970.
  public var modified: Int64?

  public init(size: Int64, etag: String? = nil, modified: Int64? = nil) {
    self.size = size
    self.etag = etag
    self.modified = modified
  }
}
