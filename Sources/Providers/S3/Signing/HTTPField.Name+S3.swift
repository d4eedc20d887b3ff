import HTTPTypes

extension HTTPField.Name {
  static let amzBucketRegion = amz("bucket-region")
  static let amzContentSHA256 = amz("content-sha256")
  static let amzDate = amz("date")
  static let amzRequestID = amz("request-id")
  static let amzSecurityToken = amz("security-token")
  static let contentMD5 = named("Content-MD5")

  /// `x-amz-` and the rest of the name, which must be a token of RFC 9110.
  static func amz(_ rest: String) -> Self { named("x-amz-\(rest)") }

  /// Every name in use is a literal of this module; the fallback is a field that no store looks at.
  static func named(_ name: String) -> Self { Self(name) ?? .userAgent }
}
