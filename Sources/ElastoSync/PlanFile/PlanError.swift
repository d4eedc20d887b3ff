/// What is wrong with a plan file or with applying it, and what to do about it.
public struct PlanError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The file is not a plan, is cut short, or a byte of it has changed.
    case damaged
    /// Written by a version of this program that this one does not know.
    case unsupportedVersion
    /// The world moved on since the plan was made.
    case stale
    /// An operation points outside the manifest's sources and targets.
    case outOfBounds
    /// The file could not be read or written.
    case inputOutput
  }

  public var code: Code
  public var message: String
  /// The plan file, and the frame in it.
  public var location: String
  public var cause: (any Error)?

  public init(_ code: Code, _ message: String, location: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.location = location
    self.cause = cause
  }

  public var description: String { location.isEmpty ? message : "\(location): \(message)" }
}
