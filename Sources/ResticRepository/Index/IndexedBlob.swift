/// A blob as the index knows it: what, and where.
public struct IndexedBlob: Sendable, Hashable {
  public var kind: BlobKind
  public var id: StorageID
  public var location: BlobLocation
}
