/// The body of a call while it is sent.
enum HTTPBodySource: Sendable {
  case none
  case bytes([UInt8])
  case file(HTTPBodyFile)

  var count: Int64 {
    switch self {
    case .none: 0
    case .bytes(let bytes): Int64(bytes.count)
    case .file(let file): file.count
    }
  }
}
