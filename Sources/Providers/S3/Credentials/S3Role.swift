/// A role that the token service (STS) gives passing credentials for.
public struct S3Role: Sendable, Hashable {
  /// `arn:aws:iam::123456789012:role/backup`.
  public var arn: String
  /// What the role's trust policy asks for in `sts:ExternalId`.
  public var externalID: String?
  /// Names the session in the provider's logs; `nil` is `elasto-sync-` and the time.
  public var sessionName: String?
  /// Seconds that a session lasts, from 900 to 43,200; `nil` is the service's own, an hour.
  public var duration: Int?

  public init(arn: String, externalID: String? = nil, sessionName: String? = nil, duration: Int? = nil) {
    self.arn = arn
    self.externalID = externalID
    self.sessionName = sessionName
    self.duration = duration
  }
}
