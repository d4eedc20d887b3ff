/// The upkeep of repositories.
public struct MaintenanceJob: Sendable {
  public var name: String
  public var maintain: [NameReference]
  public var schedule: Schedule?
  /// `status` fails when the newest good run is older.
  public var maxAge: TimeSpan?
  public var hooks = Hooks()
  /// nil does not prune; at least one of `prune` and `check` is there.
  public var prune: PruneRules?
  /// nil does not check.
  public var check: CheckRules?
  /// The most that is sent and fetched; nil is no limit.
  public var bandwidth: Bandwidth?
  /// How many packs are read at once; nil leaves it to the program.
  public var parallel: Int?
  /// How long to wait for somebody else's lock.
  public var lockWait = TimeSpan()
  public var origins = Origins()

  public init(name: String, maintain: [NameReference]) {
    self.name = name
    self.maintain = maintain
  }
}
