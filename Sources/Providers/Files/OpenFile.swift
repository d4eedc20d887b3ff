/// A file of any provider, open: the calls that POSIX has for one, on storage that may be a network away.
///
/// What a storage cannot do is `.unsupported`, and the message names the way out; `FileTree.status` says beforehand what
/// it can. Offsets and counts are bytes. Repeating, durability and concurrent use are those of the storage underneath:
/// `PageStore` for files with pages, `ObjectStore` for whole ones.
public protocol OpenFile: Sendable {
  /// How it is called in messages.
  var name: String { get }
  var layout: FileLayout { get }

  func status() async throws(StoreError) -> FileStatus

  /// The bytes in `range`, all of them: a range that reaches past the end is `.invalidRange`. Idempotent.
  func pread(_ range: Range<Int64>) async throws(StoreError) -> [UInt8]

  /// Writes at `offset`. Idempotent.
  ///
  /// A whole file is written as a whole: from offset 0, and what is given takes the place of all there was. A local file
  /// grows where it has to; other files with pages have the size they were made with, or truncated to.
  func pwrite(_ bytes: [UInt8], at offset: Int64) async throws(StoreError)

  /// Makes `range` zeros and gives its space back. Idempotent.
  func punchHole(_ range: Range<Int64>) async throws(StoreError)

  /// Changes the size: cuts, or adds zeros. Idempotent.
  func truncate(to size: Int64) async throws(StoreError)

  /// Copies `range` of `source` to `offset` here, inside the storage: no byte comes by this machine. Idempotent.
  ///
  /// Both must be of one storage. Whole files are copied as a whole.
  func splice(_ range: Range<Int64>, from source: any OpenFile, to offset: Int64) async throws(StoreError)

  /// As of `PageReader`.
  func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList

  /// Takes the lease; what is written through this file is written under it from now on. As of `PageStore`.
  func acquireLease(id: String, seconds: Int?) async throws(StoreError)

  func renewLease() async throws(StoreError)

  /// Gives this file's lease back; does nothing without one.
  func releaseLease() async throws(StoreError)

  /// Ends whoever's lease, and returns the seconds until then.
  @discardableResult
  func breakLease(after seconds: Int?) async throws(StoreError) -> Int

  /// Returns when everything that was written is durable.
  func synchronize() async throws(StoreError)

  /// Synchronizes, and lets go of everything.
  func close() async throws(StoreError)
}

/// How a file is kept, which decides what can be done with it.
public enum FileLayout: Sendable, Hashable {
  /// An object: read anywhere, written as a whole.
  case whole
  /// Written anywhere: a local file, a page blob, block objects.
  case pages
}

/// What is known of a file or a folder.
public struct FileStatus: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case file(FileLayout)
    case folder
  }

  public var kind: Kind
  /// Bytes, holes included; 0 for a folder.
  public var size: Int64
  /// By the storage's clock, in nanoseconds since 1970.
  public var modified: Int64?
  public var etag: String?
  public var metadata: [String: String]

  public init(
    kind: Kind, size: Int64 = 0, modified: Int64? = nil, etag: String? = nil, metadata: [String: String] = [:]
  ) {
    self.kind = kind
    self.size = size
    self.modified = modified
    self.etag = etag
    self.metadata = metadata
  }
}
