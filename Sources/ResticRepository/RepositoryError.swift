/// What went wrong with a repository, on which of its files, and what to do about it.
public struct RepositoryError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// There is no repository at the place.
    case noRepository
    /// One is there already, or another than the pinned one.
    case conflict
    case unsupportedVersion
    case wrongPassword
    /// Another process holds a lock, or ours is lost.
    case locked, lockLost
    /// Bytes that do not decrypt, do not parse or do not have the hash that names them.
    case damaged
    /// A blob, pack or snapshot that something refers to is not there.
    case missing
    case ambiguous
    case invalidArgument
    case store
  }

  public var code: Code
  /// One sentence for the user: what failed, on what, and the way out.
  public var message: String
  /// The repository and the file in it: `file:/srv/backup: pack 3fa2…`.
  public var location: String
  /// The error underneath.
  public var cause: (any Error)?

  public init(_ code: Code, _ message: String, location: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.location = location
    self.cause = cause
  }

  public var description: String { location.isEmpty ? message : "\(location): \(message)" }
}
