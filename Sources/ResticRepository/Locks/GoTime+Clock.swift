import Glibc

extension GoTime {
  /// By this machine's clock, in UTC.
  public static func now() -> GoTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return GoTime(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
  }
}
