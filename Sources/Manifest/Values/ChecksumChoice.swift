/// The checksum that goes along with an object for the store to compare and keep.
public enum ChecksumChoice: String, Hashable, Sendable, CaseIterable {
  case crc32c
  case crc64nvme
  case sha256
  /// None: for stores that refuse what they do not know.
  case off
}
