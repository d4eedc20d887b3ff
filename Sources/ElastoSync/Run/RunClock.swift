import Glibc
public import ResticRepository

/// The time, injected where it is needed.
public struct RunClock: Sendable {
  let now: @Sendable () -> GoTime
  let zone: LocalZone

  public init(now: @escaping @Sendable () -> GoTime, zone: LocalZone) {
    self.now = now
    self.zone = zone
  }

  /// The machine's clock, in the zone of `TZ`.
  public static func system() -> RunClock {
    let zone = LocalZone.current()
    return RunClock(
      now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return GoTime(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec), zone: zone)
      }, zone: zone)
  }

  /// Seconds on a clock that never goes back, for durations.
  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
