import Glibc
import Synchronization

/// A limit of bytes a second, upwards and downwards, for all transfers that share it; it may change over the day.
public final class BandwidthLimit: TransferPace {
  private struct State {
    var upload = TokenBucket()
    var download = TokenBucket()
    var rates = BandwidthTimetable.Rates()
    /// When the timetable is looked at again.
    var validUntil: Int64?
  }

  private static let second: Int64 = 1_000_000_000

  private let timetable: BandwidthTimetable
  private let now: @Sendable () -> Int64
  private let secondOfDay: @Sendable () -> Int
  private let state = Mutex(State())

  /// `now` gives steady nanoseconds, `secondOfDay` the local time of day.
  public init(
    _ timetable: BandwidthTimetable, now: @escaping @Sendable () -> Int64 = StoreClock.monotonicTime,
    secondOfDay: @escaping @Sendable () -> Int = BandwidthLimit.localSecondOfDay
  ) {
    self.timetable = timetable
    self.now = now
    self.secondOfDay = secondOfDay
  }

  /// The same rates all day, in bytes a second.
  public convenience init(upload: Int64?, download: Int64?) {
    self.init(BandwidthTimetable(BandwidthTimetable.Rates(upload: upload, download: download)))
  }

  /// Seconds since midnight by the system's clock and time zone.
  public static func localSecondOfDay() -> Int {
    var moment = time(nil)
    var local = tm()
    localtime_r(&moment, &local)
    return Int(local.tm_hour) * 3600 + Int(local.tm_min) * 60 + Int(local.tm_sec)
  }

  public func grant(_ wanted: Int, _ direction: TransferDirection) -> TransferGrant {
    let now = now()
    return state.withLock { state in
      if state.validUntil.map({ now >= $0 }) ?? true {
        state.rates = timetable.rates(at: secondOfDay())
        state.validUntil = now + Self.second
      }
      switch direction {
      case .upload: return Self.grant(wanted, state.rates.upload, &state.upload, now)
      case .download: return Self.grant(wanted, state.rates.download, &state.download, now)
      }
    }
  }

  public func giveBack(_ count: Int, _ direction: TransferDirection) {
    state.withLock { state in
      switch direction {
      case .upload: state.upload.giveBack(count)
      case .download: state.download.giveBack(count)
      }
    }
  }

  private static func grant(_ wanted: Int, _ rate: Int64?, _ bucket: inout TokenBucket, _ now: Int64) -> TransferGrant {
    guard let rate else { return TransferGrant(bytes: wanted) }
    return bucket.grant(wanted, rate: rate, now: now)
  }
}
