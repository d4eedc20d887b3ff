/// A place where targets live, by its kind.
public enum Provider: Sendable {
  case file(FileProvider)
  case s3(S3Provider)
  case azure(AzureProvider)

  public var name: String {
    switch self {
    case .file(let provider): provider.name
    case .s3(let provider): provider.name
    case .azure(let provider): provider.name
    }
  }

  public var origins: Origins {
    switch self {
    case .file(let provider): provider.origins
    case .s3(let provider): provider.origins
    case .azure(let provider): provider.origins
    }
  }
}
