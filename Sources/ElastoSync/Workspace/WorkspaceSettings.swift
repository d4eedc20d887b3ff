public import Providers
public import ResticRepository

/// What is not the manifest's business: where this machine keeps things, and how patient the caller is.
public struct WorkspaceSettings: Sendable {
  /// What earlier runs left behind; losing it costs time, never safety.
  public var folders: StateFolders
  /// Indexes are not kept between runs.
  public var isCacheDisabled = false
  /// How long to wait for a lock that somebody else holds; `nil` leaves it to the job.
  public var lockWait: Duration?
  /// Threads that read, hash and compress; `nil` is one for each processor.
  public var threads: Int?
  /// For files that live as long as a run.
  public var temporaryDirectory = "/tmp"
  /// The scrypt parameters of repositories that are created; `nil` measures this machine.
  public var scrypt: ScryptParameters?

  /// Where credentials and proxies are looked for.
  public var environment = ProcessEnvironment.current()

  /// Transfers go at the pace of the job that is under way; those that belong to no job have none.
  var isPaced = true

  /// Told of operations of distant stores that are repeated.
  public var retries: (any RetryObserver)?

  /// Names this run in records, hooks and JSON lines.
  public var run: String

  public init(folders: StateFolders, run: String) {
    self.folders = folders
    self.run = run
  }

  var cacheDirectory: String? { isCacheDisabled ? nil : folders.cache }

  var threadCount: Int { max(1, threads ?? DedicatedThreads.processorCount) }
}
