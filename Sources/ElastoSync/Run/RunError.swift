/// Why a command could not do what was asked, and what to do about it.
public struct RunError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    case failed
    /// A guard stands in the way: an empty source, an unmounted disk, another repository.
    case refused
    case stale
    case noRepository
    case locked
    case wrongPassword
    case usage
    case interrupted
  }

  public var code: Code
  /// One sentence: what failed, on what, and the way out.
  public var message: String
  /// The job, source or target concerned; empty where the message says it all.
  public var location: String
  public var cause: (any Error)?

  public init(_ code: Code, _ message: String, location: String = "", cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.location = location
    self.cause = cause
  }

  public var description: String { location.isEmpty ? message : "\(location): \(message)" }
}
