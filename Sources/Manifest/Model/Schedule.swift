/// When a job runs.
public struct Schedule: Hashable, Sendable {
  /// systemd calendar expressions; any of them starts the job.
  public var at: [String]
  /// A random delay up to this.
  public var jitter = TimeSpan()
  /// Runs soon after the machine starts when a run was missed.
  public var catchUp = false
  /// The zone of `at`; nil is the machine's.
  public var timezone: String?
  public var origins = Origins()

  public init(at: [String]) { self.at = at }
}
