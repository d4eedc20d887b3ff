/// How to prune.
public struct PruneOptions: Sendable {
  public var policy: PrunePolicy
  /// Tell what would be done, and do nothing.
  public var isDryRun: Bool
  /// Trees and packs read at once; each pack takes its size in memory.
  public var parallel: Int

  public init(policy: PrunePolicy = PrunePolicy(), isDryRun: Bool = false, parallel: Int = 4) {
    self.policy = policy
    self.isDryRun = isDryRun
    self.parallel = max(1, parallel)
  }
}
