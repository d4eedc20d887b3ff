import HTTPTypes

/// A checksum with its algorithm, as header fields carry it.
struct S3ObjectChecksum: Sendable, Hashable {
  let algorithm: S3Checksum
  /// Base64
  let value: String

  /// `x-amz-checksum-crc32c` and the like.
  static func field(_ algorithm: S3Checksum) -> HTTPField.Name { .amz("checksum-\(algorithm.suffix)") }

  /// Whether a reply names another value for the same bytes.
  ///
  /// A checksum of parts' checksums (type `COMPOSITE`, with the number of parts behind a hyphen) says nothing of them.
  func isContradicted(by fields: HTTPFields) -> Bool {
    guard let named = Self.value(algorithm, in: fields) else { return false }
    return named != value
  }

  /// The checksum of the whole object that a reply names.
  static func value(_ algorithm: S3Checksum, in fields: HTTPFields) -> String? {
    // What has another length is another algorithm's, as moto gives it for CRC64NVME, or has a count of parts behind it.
    guard let named = fields[field(algorithm)], named.utf8.count == algorithm.textCount,
      fields[.amz("checksum-type")] != "COMPOSITE"
    else { return nil }
    return named
  }
}
