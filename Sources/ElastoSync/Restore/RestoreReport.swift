/// What a restore did, or with `isDryRun` would do.
public struct RestoreReport: Sendable {
  /// Regular files written, with the names that are hard links to them.
  public var files = 0
  /// Bytes of their content, holes included.
  public var bytes: Int64 = 0
  public var directories = 0
  /// Symbolic links, devices, fifos and sockets.
  public var others = 0
  /// Existing files that looked the same.
  public var unchanged = 0
  /// Existing files that differ and were left, as the overwrite policy says.
  public var kept = 0
  public var deleted = 0
  /// Files read back and found right.
  public var verified = 0
  /// Owners that only root could have set, as `cp -a` passes over them in silence.
  public var ownersNotSet = 0
  /// All failures; `failures` holds the first of them.
  public var failureCount = 0
  public private(set) var failures: [RestoreFailure] = []

  /// Failures kept in full, so that a full disk does not fill the memory too.
  public static let failureLimit = 10_000

  mutating func add(_ failure: RestoreFailure) {
    failureCount += 1
    if failures.count < Self.failureLimit { failures.append(failure) }
  }
}
