/// Where a server waits for connections: `unix:/PATH` or `HOST:PORT`.
public enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// An absolute path.
  case unix(path: String)
  /// A name or a number, an IPv6 address without its brackets.
  case tcp(host: String, port: Int)

  /// The longest path that a socket can have.
  static let longestPath = 107

  /// - Parameter folder: what a relative path is relative to.
  /// - Throws: a sentence for the user.
  public init(parsing text: String, relativeTo folder: String) throws(ValueFault) {
    if text.hasPrefix("unix:") {
      let path = LocalPath(try LocalPath.checked(String(text.dropFirst(5))), relativeTo: folder).text
      guard path.utf8.count <= Self.longestPath else {
        throw ValueFault("\"\(path)\" is too long for a socket: \(Self.longestPath) bytes at most")
      }
      self = .unix(path: path)
      return
    }
    let fault = ValueFault("\"\(text)\" is not an address such as \"unix:/run/disk.nbd\" or \"127.0.0.1:10809\"")
    if text.hasPrefix("/") { throw ValueFault(fault.message, suggestion: "did you mean \"unix:\(text)\"?") }
    guard let (host, port) = Self.parts(of: text) else { throw fault }
    self = .tcp(host: host, port: port)
  }

  private static func parts(of text: String) -> (String, Int)? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
      return nil
    }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    let isHost = host.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
        UInt8(ascii: "%"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isHost && !host.isEmpty ? (String(host), Int(port)) : nil
  }

  /// Whether only this machine can connect.
  public var isLocal: Bool {
    switch self {
    case .unix: true
    case .tcp(let host, _): EndpointURL(host: host.lowercased()).isLoopback
    }
  }

  public var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}
