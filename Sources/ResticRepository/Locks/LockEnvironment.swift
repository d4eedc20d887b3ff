import Glibc

/// The machine as locks see it: its clock, its processes, and which of them this is.
public struct LockEnvironment: Sendable {
  public var process: ProcessIdentity
  public var now: @Sendable () -> GoTime
  /// Throws when the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// When the running process with this id began; `nil` when there is none.
  public var birth: @Sendable (_ pid: Int32) -> ProcessBirth?
  /// Whether a process with this id runs on this machine.
  public var isRunning: @Sendable (_ pid: Int32) -> Bool

  public init(
    process: ProcessIdentity,
    now: @escaping @Sendable () -> GoTime,
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    birth: @escaping @Sendable (_ pid: Int32) -> ProcessBirth?,
    isRunning: @escaping @Sendable (_ pid: Int32) -> Bool
  ) {
    self.process = process
    self.now = now
    self.sleep = sleep
    self.birth = birth
    self.isRunning = isRunning
  }

  /// This machine and this process.
  public static func system() -> LockEnvironment {
    LockEnvironment(
      process: .current(),
      now: { .now() },
      sleep: { try await Task.sleep(for: $0) },
      birth: { ProcessBirth(ofProcess: $0) },
      isRunning: { kill($0, 0) == 0 || errno == EPERM })
  }
}
