internal import Glibc

/// A file's time as the kernel keeps it.
public struct FileTime: Sendable, Hashable, BitwiseCopyable {
  /// Since 1970, rounded down: negative before.
  public var seconds: Int64
  /// 0 ..< 1,000,000,000, added to `seconds`.
  public var nanoseconds: Int32

  public init(seconds: Int64, nanoseconds: Int32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  init(_ time: timespec) {
    seconds = Int64(time.tv_sec)
    nanoseconds = Int32(truncatingIfNeeded: time.tv_nsec)
  }

  var timespec: Glibc.timespec {
    Glibc.timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds))
  }
}
