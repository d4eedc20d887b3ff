/// Why a snapshot is kept.
public enum RetentionReason: Sendable, Hashable, CustomStringConvertible {
  case tags([String])
  case within(CalendarSpan)
  case last
  /// The newest of its hour, day …, among the newest periods that count.
  case newest(of: CalendarPeriod)
  /// The newest of its period, in a span.
  case newestWithin(CalendarSpan, of: CalendarPeriod)
  /// No rule wants it, but nothing newer is there of its host, job and source.
  case newestOfIdentity

  /// In restic's words where restic has the rule.
  public var description: String {
    switch self {
    case .tags(let tags): "has tags [\(tags.joined(separator: ", "))]"
    case .within(let span): "within \(span)"
    case .last: "last snapshot"
    case .newest(let period): "\(period.adverb) snapshot"
    case .newestWithin(let span, let period): "\(period.adverb) within \(span)"
    case .newestOfIdentity: "newest snapshot"
    }
  }
}

extension CalendarPeriod {
  fileprivate var adverb: String { self == .day ? "daily" : "\(rawValue)ly" }
}
