/// Credentials that may end.
public protocol PassingCredentials: Sendable {
  /// When they end, in seconds since 1970; `nil` for ever.
  var expires: Int64? { get }
  /// Where they come from, for messages.
  var origin: String { get }
}
