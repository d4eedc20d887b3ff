public import Cryptography

/// A blob that is wanted from a pack, and where it lies there.
public struct BlobRequest: Sendable, Hashable {
  public var id: StorageID
  public var location: BlobLocation

  public init(id: StorageID, location: BlobLocation) {
    self.id = id
    self.location = location
  }
}
