/// How much space unused blobs may keep in a repository: `5%` of it, `2 GiB`, or `unlimited`.
public enum UnusedLimit: Hashable, Sendable, CustomStringConvertible {
  case percent(Percent)
  case size(ByteSize)
  case unlimited

  public init?(parsing text: some StringProtocol) {
    if text == "unlimited" {
      self = .unlimited
    } else if let percent = Percent(parsing: text) {
      self = .percent(percent)
    } else if let size = ByteSize(parsing: text) {
      self = .size(size)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .percent(let percent): percent.description
    case .size(let size): size.description
    case .unlimited: "unlimited"
    }
  }
}
