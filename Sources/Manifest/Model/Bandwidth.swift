/// How much may be sent and fetched: one limit, or one for each time of day.
public struct Bandwidth: Hashable, Sendable, CustomStringConvertible {
  /// Ascending by time, each time once, and at least one. Each holds until the next one's time, the last one through
  /// midnight up to the first.
  public var entries: [BandwidthEntry]

  public init(entries: [BandwidthEntry]) { self.entries = entries }

  /// The same all day.
  public init(_ limit: RateLimit) { entries = [BandwidthEntry(at: TimeOfDay(hour: 0), limit: limit)] }

  /// Nothing is ever limited.
  public var isUnlimited: Bool { entries.allSatisfy { $0.limit == .off } }

  public var description: String {
    if let only = entries.first, entries.count == 1 { return only.limit.description }
    return entries.map { "\($0.limit) from \($0.at)" }.joined(separator: ", ")
  }
}

/// A limit from a time of day on.
public struct BandwidthEntry: Hashable, Sendable {
  /// By the machine's clock and zone.
  public var at: TimeOfDay
  public var limit: RateLimit
  public var origins = Origins()

  public init(at: TimeOfDay, limit: RateLimit) {
    self.at = at
    self.limit = limit
  }
}
