/// What is wrong with this program's own records, and what to do about it.
public struct RunStateError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// Nothing says where records are to be kept.
    case noFolder
    /// Another run of the job is going on.
    case busy
    /// The target holds another repository than it used to, or none.
    case anotherRepository
    /// A record could not be read or written.
    case inputOutput
  }

  public var code: Code
  /// One sentence for the user: what failed, on what, and the way out.
  public var message: String
  /// The job, target or file.
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
