/// What protects an object from deletion and replacement.
public struct S3ObjectLock: Sendable, Hashable {
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// Users with a special permission may lift it.
    case governance = "GOVERNANCE"
    /// Nobody may lift it.
    case compliance = "COMPLIANCE"
  }

  public struct Retention: Sendable, Hashable {
    public var mode: Mode
    /// Seconds since 1970.
    public var until: Int64

    public init(_ mode: Mode, until: Int64) {
      self.mode = mode
      self.until = until
    }
  }

  /// Kept for a time.
  public var retention: Retention?
  /// Kept until it is said otherwise.
  public var legalHold: Bool

  public init(retention: Retention? = nil, legalHold: Bool = false) {
    self.retention = retention
    self.legalHold = legalHold
  }
}
