/// What went wrong with a store, on which object, and what to do about it.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    case notFound, conditionFailed, invalidRange, truncated, accessDenied, noSpace, timeout, unavailable, unsupported
    case invalidKey, corrupted, cancelled, failed
  }

  public var code: Code
  /// One sentence for the user: what failed, on what, and the way out.
  public var message: String
  /// The store's name and the key, as far as known.
  public var location: String
  /// The same call may succeed when it is repeated.
  public var isRetryable: Bool
  /// The error underneath.
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
