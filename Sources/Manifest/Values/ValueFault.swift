/// Why a text is not the value that it should be; a sentence without position, the loader adds that.
public struct ValueFault: Error, Hashable, Sendable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) { self.message = message }

  public var description: String { message }
}
