/// A rate that is not to be exceeded, or none: `40 MiB/s`, `off`.
public enum RateLimit: Hashable, Sendable, CustomStringConvertible {
  case off
  case rate(ByteRate)

  public init?(parsing text: some StringProtocol) {
    if text == "off" {
      self = .off
    } else if let rate = ByteRate(parsing: text) {
      self = .rate(rate)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .off: "off"
    case .rate(let rate): rate.description
    }
  }
}
