import Cryptography

/// What a signature says of the body.
enum S3PayloadHash: Sendable, Hashable {
  case digest(SHA256Digest)
  /// The body is not part of the signature: TLS and a checksum guard it.
  case unsigned
  /// There is no body.
  case empty

  /// The value of `x-amz-content-sha256`.
  var headerValue: String {
    switch self {
    case .digest(let digest): digest.hex
    case .unsigned: "UNSIGNED-PAYLOAD"
    case .empty: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    }
  }
}
