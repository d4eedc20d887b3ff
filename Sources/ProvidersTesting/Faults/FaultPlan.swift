public import Providers

/// Which operations of a store fail, and how.
///
/// What happens to an operation depends on the seed, on the operation, and on how often it was asked for; not on the
/// order in which tasks come. So a seed is enough to see a failure again.
public struct FaultPlan: Sendable {
  public enum Fault: Sendable, Hashable, CaseIterable {
    /// An inner error of the store; nothing happened.
    case unavailable
    /// Too many requests, with a time to wait; nothing happened.
    case throttled
    /// The connection broke in the middle: a download brought a part, an upload stored nothing.
    case reset
    /// A download ended too early, and it shows.
    case truncated
    /// It took effect, but the reply was lost.
    case lostReply
    /// It took effect, but the ETag in the reply is not the object's. Nothing that repeats can mend that.
    case wrongETag
  }

  /// What repeating can mend.
  public static let mendable: [Fault] = [.unavailable, .throttled, .reset, .truncated, .lostReply]

  public var seed: UInt64
  /// The share of operations that fail, from 0 to 1.
  public var rate: Double
  public var faults: [Fault]
  /// What a throttled operation is told to wait.
  public var retryAfter: Duration

  public init(
    seed: UInt64, rate: Double, faults: [Fault] = FaultPlan.mendable, retryAfter: Duration = .milliseconds(250)
  ) {
    self.seed = seed
    self.rate = rate
    self.faults = faults
    self.retryAfter = retryAfter
  }

  /// What becomes of an operation that is asked for the `occurrence`th time.
  public func fault(for operation: StoreOperation, occurrence: Int) -> Fault? {
    var hash = seed ^ 0xCBF2_9CE4_8422_2325
    for byte in operation.kind.rawValue.utf8 { hash = Self.mixed(hash ^ UInt64(byte)) }
    for byte in operation.key.utf8 { hash = Self.mixed(hash ^ UInt64(byte) << 8) }
    hash = Self.mixed(hash ^ UInt64(occurrence) << 16)
    guard !faults.isEmpty, Double(hash >> 11) / Double(1 << 53) < rate else { return nil }
    return faults[Int(Self.mixed(hash) % UInt64(faults.count))]
  }

  /// The final step of SplitMix64 (Steele, Lea, Flood 2014).
  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
