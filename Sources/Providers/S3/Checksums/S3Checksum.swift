/// A checksum that S3 knows, over the wire with the object and kept beside it.
public enum S3Checksum: String, Sendable, Hashable, CaseIterable {
  /// The quickest here, and known everywhere.
  case crc32c = "CRC32C"
  /// What AWS computes where nobody asks for another.
  case crc64nvme = "CRC64NVME"
  case sha256 = "SHA256"

  /// Characters of its Base64.
  var textCount: Int {
    switch self {
    case .crc32c: 8
    case .crc64nvme: 12
    case .sha256: 44
    }
  }

  /// `x-amz-checksum-…` without its beginning.
  var suffix: String { rawValue.lowercased() }
}
