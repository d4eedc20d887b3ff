/// How fast bytes may move at which time of day.
public struct BandwidthTimetable: Sendable, Hashable {
  /// Bytes a second; `nil` for as fast as it goes.
  public struct Rates: Sendable, Hashable {
    public var upload: Int64?
    public var download: Int64?

    public init(upload: Int64? = nil, download: Int64? = nil) {
      self.upload = upload
      self.download = download
    }
  }

  /// Rates from a time of day on, until the next entry's time.
  public struct Entry: Sendable, Hashable {
    /// Seconds after midnight, local time.
    public var start: Int
    public var rates: Rates

    public init(start: Int, rates: Rates) {
      self.start = start
      self.rates = rates
    }
  }

  /// Ascending by time of day.
  public let entries: [Entry]

  /// Without entries there is no limit. Of several with the same time the last counts.
  public init(_ entries: [Entry]) {
    self.entries = entries.enumerated()
      .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
  }

  /// The same rates all day.
  public init(_ rates: Rates) { entries = [Entry(start: 0, rates: rates)] }

  /// The rates at a time of day: before the first entry those of the last one, which began the day before.
  public func rates(at secondOfDay: Int) -> Rates {
    (entries.last { $0.start <= secondOfDay } ?? entries.last)?.rates ?? Rates()
  }
}
