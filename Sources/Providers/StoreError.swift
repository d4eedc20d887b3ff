/// What went wrong with a store, on which object, and what to do about it.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    case notFound, conditionFailed, invalidRange, truncated, accessDenied, noSpace, timeout, unavailable, unsupported
    case invalidKey, corrupted, cancelled, failed
    /// The store works, but asks for fewer requests.
    case throttled
  }

  public var code: Code
  /// One sentence for the user: what failed, on what, and the way out.
  public var message: String
  /// The store's name and the key, as far as known.
  public var location: String
  /// The same call may succeed when it is repeated.
  public var isRetryable: Bool
  /// How long the store asks to wait before that; `nil` where it does not say.
  public var retryAfter: Duration?
  /// The error underneath.
  public var cause: (any Error)?

  public init(
    _ code: Code, _ message: String, location: String, isRetryable: Bool = false,
    retryAfter: Duration? = nil, cause: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.isRetryable = isRetryable
    self.retryAfter = retryAfter
    self.cause = cause
  }

  public var description: String { "\(location): \(message)" }
}
