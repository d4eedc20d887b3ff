public import Cryptography

/// What became of a blob given to a `BlobWorker`.
public struct StoredBlob: Sendable, Hashable {
  public var id: StorageID
  /// Whether the repository did not have it, nor anyone in this session brought it before.
  public var isNew: Bool
  /// Bytes that it takes in its pack, compressed and sealed; 0 when it is not new.
  public var storedLength: Int
}
