/// Sources into targets: one snapshot per source and target, each source read once.
public struct BackupJob: Sendable {
  public var name: String
  public var from: [NameReference]
  public var to: [NameReference]
  /// Added to every snapshot, besides the identity's own tags.
  public var tags: [String] = []
  public var schedule: Schedule?
  /// `status` fails when the newest good run is older.
  public var maxAge: TimeSpan?
  public var hooks = Hooks()
  /// Wins over the target's.
  public var retention: RetentionRules?
  /// The most that is sent; nil is no limit.
  public var bandwidth: Bandwidth?
  /// How many files are read at once; nil leaves it to the program.
  public var parallel: Int?
  /// What becomes of a file that changed since the plan.
  public var changedFiles = ChangedFilesPolicy.read
  /// How long to wait for somebody else's lock.
  public var lockWait = TimeSpan()
  public var origins = Origins()

  public init(name: String, from: [NameReference], to: [NameReference]) {
    self.name = name
    self.from = from
    self.to = to
  }
}
