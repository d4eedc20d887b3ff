/// A folder of this machine that is used like a store: `NAME:CONTAINER/KEY` is `path/CONTAINER/KEY`.
public struct FileProvider: Sendable {
  public var name: String
  /// The folder that holds the containers.
  public var path: LocalPath
  public var origins = Origins()

  public init(name: String, path: LocalPath) {
    self.name = name
    self.path = path
  }
}
