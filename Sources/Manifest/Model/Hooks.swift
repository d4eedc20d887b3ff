/// Commands around a job, each program and arguments, run without a shell and in order.
public struct Hooks: Hashable, Sendable {
  /// Failing aborts the job; exit status 75 skips it.
  public var before: [[String]] = []
  /// When the sources have been read.
  public var afterRead: [[String]] = []
  public var success: [[String]] = []
  public var failure: [[String]] = []
  /// Always, last; also after Ctrl-C.
  public var finally: [[String]] = []
  /// For each command.
  public var timeout = TimeSpan(seconds: 600)
  public var origins = Origins()

  public init() {}
}
