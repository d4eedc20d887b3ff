/// The protection that new objects get (S3's object lock).
public struct S3Protection: Sendable, Hashable {
  public var mode: S3ObjectLock.Mode
  /// From the moment an object is stored.
  public var days: Int
  /// Kept until it is said otherwise, too.
  public var legalHold: Bool

  /// With no `days`, only the legal hold protects.
  public init(mode: S3ObjectLock.Mode = .governance, days: Int = 0, legalHold: Bool = false) {
    self.mode = mode
    self.days = days
    self.legalHold = legalHold
  }

  /// What an object stored at `time` gets.
  func lock(at time: UTCTime) -> S3ObjectLock {
    S3ObjectLock(
      retention: days > 0 ? .init(mode, until: time.seconds + Int64(days) * 86_400) : nil, legalHold: legalHold)
  }
}
