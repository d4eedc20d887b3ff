/// What went wrong with a volume, on which, and what to do about it.
public struct BlockError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// Behind the end, or not whole blocks.
    case outOfRange
    case readOnly, noSpace, notFound, unsupported, unavailable, cancelled, failed
    /// Another has the volume: nothing is written any more, and nothing of theirs is damaged.
    case fenced
    /// What is stored is not what was written.
    case corrupted
  }

  public var code: Code
  /// One sentence for the user: what failed, on what, and the way out.
  public var message: String
  /// The volume's name, as far as known.
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

extension BlockError {
  init(_ count: Int, at offset: Int64, outside size: Int64, _ location: String) {
    self.init(
      .outOfRange, "\(count) bytes at \(offset) are not whole blocks inside of the \(size) bytes of the volume",
      location: location)
  }

  init(readOnly location: String) {
    self.init(.readOnly, "the volume is open for reading only", location: location)
  }
}
