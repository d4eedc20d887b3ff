/// A store that takes an object in parts, which may arrive side by side and in any order.
///
/// Found through the `multipart` capability: see `ObjectStore.multipart`. A decorator that passes the capability on
/// conforms too, so that the way through it stays the same for parts.
public protocol MultipartStore: ObjectStore {
  var multipartLimits: MultipartLimits { get }

  /// Begins an upload; nothing is to be seen under the key before it is completed.
  ///
  /// Not idempotent: a repetition after a lost reply leaves a second upload behind, which `listUploads` shows.
  func beginUpload(_ key: String, options: PutOptions) async throws(StoreError) -> MultipartUpload

  /// Sends one part. Idempotent: a part of the same number replaces the one before.
  ///
  /// Numbers begin at 1 and give the order in the object.
  func putPart(
    _ number: Int, of upload: MultipartUpload, _ body: PutBody
  ) async throws(StoreError) -> UploadedPart

  /// Copies bytes of an object of this store as one part, without moving them through this machine.
  func copyPart(
    _ number: Int, of upload: MultipartUpload, from source: String, range: Range<Int64>
  ) async throws(StoreError) -> UploadedPart

  /// The parts that have arrived, ascending by number: what a later run need not send again.
  func listParts(of upload: MultipartUpload) async throws(StoreError) -> [UploadedPart]

  /// Makes the object of the parts; the condition of `options` is checked now.
  @discardableResult
  func complete(
    _ upload: MultipartUpload, parts: [UploadedPart], options: PutOptions
  ) async throws(StoreError) -> ObjectInfo

  /// Throws the parts away. An upload that is not there counts as thrown away.
  func abort(_ upload: MultipartUpload) async throws(StoreError)

  /// Uploads that were begun under a prefix and neither completed nor aborted, in ascending order of keys.
  func listUploads(prefix: String) async throws(StoreError) -> [MultipartUpload]
}

/// An upload in parts that was begun.
public struct MultipartUpload: Sendable, Hashable {
  public var key: String
  /// The store's name for it.
  public var id: String
  /// When it was begun by the store's clock, in nanoseconds since 1970; only in listings.
  public var begun: Int64?

  public init(key: String, id: String, begun: Int64? = nil) {
    self.key = key
    self.id = id
    self.begun = begun
  }
}

/// A part that has arrived.
public struct UploadedPart: Sendable, Hashable {
  public var number: Int
  /// Bytes.
  public var size: Int64
  public var etag: String
  /// Its checksum as the store keeps it, for `complete`; in the store's own form.
  public var checksum: String?

  public init(number: Int, size: Int64, etag: String, checksum: String? = nil) {
    self.number = number
    self.size = size
    self.etag = etag
    self.checksum = checksum
  }
}

/// How an object may be cut into parts.
public struct MultipartLimits: Sendable, Hashable {
  /// Bytes of each part but the last.
  public var smallestPart: Int64
  /// Bytes of any part, and of an object that is put or copied in one piece.
  public var largestPart: Int64
  public var mostParts: Int

  public init(smallestPart: Int64, largestPart: Int64, mostParts: Int) {
    self.smallestPart = smallestPart
    self.largestPart = largestPart
    self.mostParts = mostParts
  }
}

extension ObjectStore {
  /// This store, if it takes objects in parts.
  public var multipart: (any MultipartStore)? {
    capabilities.contains(.multipart) ? self as? any MultipartStore : nil
  }

  /// The same, where anything else is a mistake of the caller: throws `.unsupported`.
  package func requireMultipart() throws(StoreError) -> any MultipartStore {
    if let multipart { return multipart }
    throw StoreError(.unsupported, "this store does not take objects in parts", location: name)
  }
}
