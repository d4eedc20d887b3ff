/// A path that was not restored, or not wholly.
public struct RestoreFailure: Error, Sendable, CustomStringConvertible {
  /// Relative to the destination.
  public var path: FileSystemPath
  /// What went wrong, for the user.
  public var message: String
  public var cause: (any Error)?

  public init(_ message: String, at path: FileSystemPath, cause: (any Error)? = nil) {
    self.path = path
    self.message = message
    self.cause = cause
  }

  public var description: String { "\(path.displayed): \(message)" }
}
