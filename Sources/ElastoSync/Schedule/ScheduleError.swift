/// What is wrong with a schedule, or with writing it down for the program that keeps it.
public struct ScheduleError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// Not a calendar expression.
    case invalidExpression
    case unknownTimeZone
    /// The scheduler asked for cannot say it.
    case notExpressible
    /// A file stands in the way that is not ours to replace.
    case foreignFile
    /// A unit or crontab could not be read or written.
    case inputOutput
  }

  public var code: Code
  /// One sentence for the user: what failed, on what, and the way out.
  public var message: String
  /// The job, or the file.
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
