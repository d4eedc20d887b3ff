import HTTPTypes

extension HTTPField.Name {
  static let amzBucketRegion = amz("bucket-region")
  static let amzContentSHA256 = amz("content-sha256")
  static let amzDate = amz("date")
  static let amzRequestID = amz("request-id")
  static let amzSecurityToken = amz("security-token")

  /// `x-amz-` and the rest of the name, which must be a token of RFC 9110.
  static func amz(_ rest: String) -> Self {
    // Every name in use is a literal, or checked before; the fallback is one that no store looks at.
    Self("x-amz-\(rest)") ?? .userAgent
  }
}
