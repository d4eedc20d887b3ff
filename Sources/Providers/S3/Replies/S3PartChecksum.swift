/// A part's checksum as `UploadedPart` carries it: `CRC32C:` and the Base64.
struct S3PartChecksum: Sendable, Hashable {
  let algorithm: S3Checksum
  let value: String

  init(_ checksum: S3ObjectChecksum) {
    algorithm = checksum.algorithm
    value = checksum.value
  }

  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let algorithm = S3Checksum(rawValue: String(parts[0])) else { return nil }
    self.algorithm = algorithm
    value = String(parts[1])
  }

  /// From an element of a listing: `ChecksumCRC32C`.
  init?(element name: String, _ text: String) {
    guard name.hasPrefix("Checksum"), !text.isEmpty, let algorithm = S3Checksum(rawValue: String(name.dropFirst(8)))
    else { return nil }
    self.algorithm = algorithm
    value = text
  }

  var text: String { "\(algorithm.rawValue):\(value)" }
  var element: String { "Checksum\(algorithm.rawValue)" }
}
