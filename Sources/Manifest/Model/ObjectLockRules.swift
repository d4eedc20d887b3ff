/// What protects new objects from deletion, in buckets that have object lock.
public struct ObjectLockRules: Hashable, Sendable {
  public var mode = LockMode.governance
  /// From the moment an object is stored, whole days; nil sets no time.
  public var retention: TimeSpan?
  /// Kept until it is said otherwise.
  public var legalHold = false
  public var origins = Origins()

  public init() {}
}
