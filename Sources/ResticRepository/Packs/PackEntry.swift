/// A blob's place inside one pack file.
public struct PackEntry: Sendable, Hashable, BitwiseCopyable {
  public var id: StorageID
  /// Where the sealed blob begins, in bytes from the start of the pack.
  public var offset: UInt32
  /// Length of the sealed blob: IV, ciphertext and MAC.
  public var length: UInt32
  /// Length of the plaintext when it is compressed inside; 0 when it is not.
  public var uncompressedLength: UInt32
  public var kind: BlobKind

  public init(id: StorageID, offset: UInt32, length: UInt32, uncompressedLength: UInt32, kind: BlobKind) {
    self.id = id
    self.offset = offset
    self.length = length
    self.uncompressedLength = uncompressedLength
    self.kind = kind
  }
}
