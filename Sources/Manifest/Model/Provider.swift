/// A place where targets live, by its kind.
public enum Provider: Sendable {
  case file(FileProvider)

  public var name: String {
    switch self {
    case .file(let provider): provider.name
    }
  }

  public var origins: Origins {
    switch self {
    case .file(let provider): provider.origins
    }
  }
}
