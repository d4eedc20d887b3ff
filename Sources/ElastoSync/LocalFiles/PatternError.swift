/// A pattern that cannot mean anything.
public struct PatternError: Error, Sendable, CustomStringConvertible {
  /// As the user wrote it.
  public var pattern: String
  /// What is wrong with it.
  public var message: String

  public var description: String { "pattern \"\(pattern)\": \(message)" }
}
