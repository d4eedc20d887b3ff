/// What is read, by its kind.
public enum Source: Sendable {
  case paths(PathSource)
  case command(CommandSource)

  public var name: String {
    switch self {
    case .paths(let source): source.name
    case .command(let source): source.name
    }
  }

  public var origins: Origins {
    switch self {
    case .paths(let source): source.origins
    case .command(let source): source.origins
    }
  }
}
