/// What OpenSSL, or the arguments given to it, would not do.
public struct CryptographyError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// OpenSSL on this machine does not offer the algorithm, or has no memory for it.
    case unavailable
    /// A key, nonce, buffer or cost parameter of a size that the algorithm does not take.
    case invalidArgument
    /// OpenSSL reported a failure.
    case failed
  }

  public var code: Code
  /// One sentence for the user: what failed, and the way out.
  public var message: String
  /// The algorithm.
  public var location: String
  /// The error underneath.
  public var cause: (any Error)?

  public init(_ code: Code, _ message: String, location: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.location = location
    self.cause = cause
  }

  public var description: String { "\(location): \(message)" }
}
