/// The bytes of a request. They can be read again from the start, as a dead kept-alive connection asks for.
public enum HTTPBody: Sendable {
  case none
  case bytes([UInt8])
  /// The bytes of a regular file in `range`, read while they are sent; a file that has become shorter fails the call.
  case file(path: String, range: Range<Int64>)

  /// Bytes that will be sent.
  public var count: Int64 {
    switch self {
    case .none: 0
    case .bytes(let bytes): Int64(bytes.count)
    case .file(_, let range): Int64(range.count)
    }
  }
}
