/// What is kept of one run of a job.
public struct RunRecord: Codable, Sendable, Hashable {
  /// How it went at one of the job's targets.
  public struct Target: Codable, Sendable, Hashable {
    public var target: String
    public var result: JobResult
    /// The ids of the snapshots written there.
    public var snapshots: [String]
    public var error: String?

    public init(target: String, result: JobResult, snapshots: [String] = [], error: String? = nil) {
      self.target = target
      self.result = result
      self.snapshots = snapshots
      self.error = error
    }
  }

  /// A file or folder that is not in the snapshot as it should be.
  public struct FailedPath: Codable, Sendable, Hashable {
    /// As shown to people: what is not UTF-8 is replaced.
    public var path: String
    public var reason: String

    public init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  public var job: String
  /// Names the run in JSON lines and in hooks.
  public var run: String
  /// Seconds since 1970, as is `ended`.
  public var started: Int64
  public var ended: Int64
  public var result: JobResult
  public var figures: JobFigures
  public var targets: [Target]
  /// The first of them only; `figures.filesFailed` counts all.
  public private(set) var failedPaths: [FailedPath]
  /// Errors of the job and of its hooks.
  public var errors: [String]

  /// More would say no more, and a record stays small.
  static let failedPathLimit = 100

  public init(
    job: String, run: String, started: Int64, ended: Int64, result: JobResult, figures: JobFigures,
    targets: [Target] = [], failedPaths: [FailedPath] = [], errors: [String] = []
  ) {
    self.job = job
    self.run = run
    self.started = started
    self.ended = ended
    self.result = result
    self.figures = figures
    self.targets = targets
    self.failedPaths = Array(failedPaths.prefix(Self.failedPathLimit))
    self.errors = errors
  }
}

extension JobResult: Codable {
  /// A snapshot of everything that could be read is there.
  public var isGood: Bool { self == .success || self == .incomplete }
}
