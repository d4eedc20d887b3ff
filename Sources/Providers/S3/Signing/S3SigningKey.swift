import Cryptography
import Secrets

/// The key that requests of one day, region and pair of keys are signed with ("Signature Version 4", "Calculate the
/// signature").
struct S3SigningKey: Sendable {
  let accessKeyID: String
  let sessionToken: SecretBytes?
  /// `20130524`
  let day: String
  let region: String
  /// `s3`, or another service with the same signatures, as `sts`.
  let service: String
  private let key: SecretBytes

  init(
    _ credentials: S3Credentials, day: String, region: String, service: String = "s3"
  ) throws(CryptographyError) {
    accessKeyID = credentials.accessKeyID
    sessionToken = credentials.sessionToken
    self.day = day
    self.region = region
    self.service = service
    let secret = credentials.secretAccessKey
    let prefix: StaticString = "AWS4"
    var key = SecretBytes(count: prefix.utf8CodeUnitCount + secret.count) { buffer in
      buffer.copyBytes(from: UnsafeRawBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
      secret.withBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: buffer[prefix.utf8CodeUnitCount...]).copyBytes(from: bytes)
      }
    }
    for text in [day, region, service, Self.terminator] {
      let code = try Self.code(of: text, under: key)
      key = code.withBytes { SecretBytes(copying: $0) }
    }
    self.key = key
  }

  /// What the signature is valid for: `20130524/us-east-1/s3/aws4_request`.
  var scope: String { "\(day)/\(region)/\(service)/\(Self.terminator)" }

  func signature(of text: String) throws(CryptographyError) -> String {
    try Self.code(of: text, under: key).hex
  }

  private static var terminator: String { "aws4_request" }

  private static func code(of text: String, under key: SecretBytes) throws(CryptographyError) -> SHA256Digest {
    let authenticator: Result<HMAC, CryptographyError> = key.withBytes { bytes in
      Result { () throws(CryptographyError) in try HMAC(key: bytes) }
    }
    return try authenticator.get().code(of: Array(text.utf8))
  }
}
