/// Why no whole reply came.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The name has no address.
    case unresolved
    /// No connection came about, or none in time.
    case unreachable
    /// The certificate is not valid for this host, or the two sides agree on no encryption.
    case untrusted
    /// The connection was open, and nothing moved for too long.
    case stalled
    /// The connection ended, or the reply was shorter or longer than it said.
    case interrupted
    /// What came is not HTTP.
    case malformed
    /// A collected body went over its limit.
    case tooLarge
    /// The request's body could not be read.
    case bodyFailed
    /// The sink threw; its error is the cause.
    case sinkFailed
    case cancelled
    /// The configuration cannot work: a certificate file that is not there, a URL that is none.
    case misconfigured
  }

  public var code: Code
  /// One sentence for the user, with the way out where there is one. Never holds a query, since it may be signed.
  public var message: String
  /// `scheme://host:port/path`, without the query.
  public var location: String
  /// The same call may succeed when it is repeated.
  public var isRetryable: Bool
  public var cause: (any Error)?

  public init(
    _ code: Code, _ message: String, location: String, isRetryable: Bool = false, cause: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.isRetryable = isRetryable
    self.cause = cause
  }

  public var description: String { "\(location): \(message)" }
}
