/// restic's rules about locks. Source: restic's design document, "Locks".
extension LockRecord {
  /// A lock that has not been refreshed for so long is stale.
  static let staleAge: Int64 = 30 * 60

  /// The lock that this process takes now.
  init(_ environment: LockEnvironment, exclusive: Bool) {
    let process = environment.process
    self.init(
      time: environment.now(), exclusive: exclusive, hostname: process.hostname, username: process.username,
      pid: Int64(process.pid), uid: process.uid, gid: process.gid)
  }

  /// Whether the two cannot be there at once.
  func conflicts(withExclusive exclusive: Bool) -> Bool { exclusive || self.exclusive }

  /// Old, or of a process on this host that is gone.
  func isStale(_ environment: LockEnvironment) -> Bool {
    if environment.now().seconds - time.seconds > Self.staleAge { return true }
    guard !hostname.isEmpty, hostname == environment.process.hostname, let pid = Int32(exactly: pid), pid > 0 else {
      return false
    }
    return !environment.isRunning(pid)
  }
}
