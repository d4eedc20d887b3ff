/// How to take a lock.
public struct LockOptions: Sendable {
  /// How long to wait for others to finish.
  public var wait: Duration
  /// Where notes about this machine's own locks are kept; `nil` for nowhere.
  public var stateDirectory: String?
  public var environment: LockEnvironment

  public init(
    wait: Duration = .zero, stateDirectory: String? = nil, environment: LockEnvironment = .system()
  ) {
    self.wait = wait
    self.stateDirectory = stateDirectory
    self.environment = environment
  }
}
