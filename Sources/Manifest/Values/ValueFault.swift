/// Why a text is not the value that it should be; a sentence without position, the loader adds that.
public struct ValueFault: Error, Hashable, Sendable, CustomStringConvertible {
  public var message: String
  /// What was probably meant.
  public var suggestion: String?

  public init(_ message: String, suggestion: String? = nil) {
    self.message = message
    self.suggestion = suggestion
  }

  public var description: String { message }
}
