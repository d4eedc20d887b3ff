/// An instant with the zone offset it is written with, as Go's `time.Time` carries both.
///
/// Equal only with the same offset, since the offset is part of a tree's bytes: compare moments with
/// `isSameInstant(as:)` and `precedes(_:)`.
public struct GoTime: Sendable, Hashable, BitwiseCopyable {
  /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
  public let seconds: Int64
  /// 0 ..< 1,000,000,000, added to `seconds`.
  public let nanoseconds: Int32
  /// East of UTC, in seconds.
  public let offset: Int32

  public init(seconds: Int64, nanoseconds: Int32 = 0, offset: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
    self.offset = offset
  }

  /// The instant, written the way a clock in `zone` shows it.
  public init(seconds: Int64, nanoseconds: Int32, zone: LocalZone) {
    self.init(seconds: seconds, nanoseconds: nanoseconds, offset: zone.offset(at: seconds))
  }

  public static let epoch = GoTime(seconds: 0)

  public func isSameInstant(as other: GoTime) -> Bool {
    seconds == other.seconds && nanoseconds == other.nanoseconds
  }

  public func precedes(_ other: GoTime) -> Bool {
    (seconds, nanoseconds) < (other.seconds, other.nanoseconds)
  }

  /// Nanoseconds since 1970; `nil` outside of the years 1678 to 2262, which 64 bits do not reach.
  public var nanosecondsSinceEpoch: Int64? {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = product.addingReportingOverflow(Int64(nanoseconds))
    return overflow || carry ? nil : sum
  }
}
