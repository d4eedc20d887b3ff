/// Where data is kept, by its kind.
public enum Target: Sendable {
  case repository(RepositoryTarget)

  public var name: String {
    switch self {
    case .repository(let target): target.name
    }
  }

  public var location: Location {
    switch self {
    case .repository(let target): target.location
    }
  }

  public var origins: Origins {
    switch self {
    case .repository(let target): target.origins
    }
  }
}
