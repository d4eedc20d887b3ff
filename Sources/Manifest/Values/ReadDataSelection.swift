/// How much of a repository's data `check` reads: `no`, `yes`, `5%`, `1/30`, `2 GiB`.
public enum ReadDataSelection: Hashable, Sendable, CustomStringConvertible {
  case none
  case all
  /// Chosen at random.
  case percent(Percent)
  /// Chosen at random.
  case size(ByteSize)
  /// The `part`th, from 1, of `of` groups; a job takes the next one at each run.
  case group(part: Int, of: Int)

  public init?(parsing text: some StringProtocol) {
    if let flag = Bool(manifestText: text) {
      self = flag ? .all : .none
    } else if let percent = Percent(parsing: text), percent.value > 0 {
      self = .percent(percent)
    } else if let size = ByteSize(parsing: text), size.bytes > 0 {
      self = .size(size)
    } else {
      let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.count == 2, let part = numbers[0], let count = numbers[1], (1...256).contains(count),
        (1...count).contains(part)
      else { return nil }
      self = .group(part: part, of: count)
    }
  }

  public var description: String {
    switch self {
    case .none: "no"
    case .all: "yes"
    case .percent(let percent): percent.description
    case .size(let size): size.description
    case .group(let part, let count): "\(part)/\(count)"
    }
  }
}
