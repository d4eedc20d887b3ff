/// One call to a store, as decorators see it.
public struct StoreOperation: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case list, head, get, put, copy, delete
    case beginUpload, putPart, copyPart, listParts, complete, abort, listUploads
    case makeContainer, listContainers
    case lease, tier, setTier
  }

  public var kind: Kind
  /// The key; the prefix of a listing, the destination of a copy, the first of the keys to delete.
  public var key: String

  public init(_ kind: Kind, _ key: String) {
    self.kind = kind
    self.key = key
  }
}
