import Glibc

/// Who works on a repository: recorded in its locks and keys.
public struct ProcessIdentity: Sendable, Hashable {
  public var hostname: String
  public var username: String
  public var uid: UInt32
  public var gid: UInt32
  public var pid: Int32
  /// Tells this process from a later one with the same id; `nil` where the system does not say.
  public var birth: ProcessBirth?

  public init(
    hostname: String, username: String, uid: UInt32, gid: UInt32, pid: Int32, birth: ProcessBirth? = nil
  ) {
    self.hostname = hostname
    self.username = username
    self.uid = uid
    self.gid = gid
    self.pid = pid
    self.birth = birth
  }

  /// This process, now.
  public static func current() -> ProcessIdentity {
    let pid = getpid()
    return ProcessIdentity(
      hostname: currentHostname(), username: name(ofUser: getuid()), uid: getuid(), gid: getgid(), pid: pid,
      birth: ProcessBirth(ofProcess: pid))
  }

  private static func currentHostname() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func name(ofUser uid: UInt32) -> String {
    var entry = passwd()
    var result: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    guard getpwuid_r(uid, &entry, &buffer, buffer.count, &result) == 0, result != nil, let name = entry.pw_name else {
      return ""
    }
    return String(cString: name)
  }
}
