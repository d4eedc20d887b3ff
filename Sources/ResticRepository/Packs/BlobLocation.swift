/// Where a blob is in the repository.
public struct BlobLocation: Sendable, Hashable, BitwiseCopyable {
  public var pack: StorageID
  /// Where the sealed blob begins, in bytes from the start of the pack.
  public var offset: UInt32
  /// Length of the sealed blob: IV, ciphertext and MAC.
  public var length: UInt32
  /// Length of the plaintext when it is compressed inside; 0 when it is not.
  public var uncompressedLength: UInt32

  public init(pack: StorageID, offset: UInt32, length: UInt32, uncompressedLength: UInt32) {
    self.pack = pack
    self.offset = offset
    self.length = length
    self.uncompressedLength = uncompressedLength
  }

  /// Length of the blob as its reader gets it, in bytes.
  public var plaintextLength: Int {
    uncompressedLength != 0 ? Int(uncompressedLength) : max(0, Int(length) - SealedForm.overhead)
  }

  /// The bytes of the pack that hold the sealed blob.
  public var range: Range<Int64> { Int64(offset)..<Int64(offset) + Int64(length) }
}
