/// How far `prune` goes.
public struct PruneRules: Hashable, Sendable {
  /// The space that unused blobs may keep.
  public var maxUnused = UnusedLimit.percent(Percent(5))
  /// The most that one run writes again; nil is no limit.
  public var maxRepack: ByteSize?
  public var origins = Origins()

  public init() {}
}
