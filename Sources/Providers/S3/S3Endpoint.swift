/// Where an S3 service is reached.
public struct S3Endpoint: Sendable, Hashable, CustomStringConvertible {
  /// `https:`, and not `http:`.
  public let isSecure: Bool
  /// Lower case; an IPv6 address has its brackets.
  public let host: String
  /// `nil` for the scheme's own.
  public let port: Int?

  /// Reads `https://host` or `http://host:port`; a final slash may follow, nothing else.
  public init(_ url: String) throws(StoreError) {
    let faulty = StoreError(
      .failed, "this is no endpoint; write it as https://host or https://host:port, without a bucket or a path",
      location: "s3:\(url.prefix(200))")
    let parts = url.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1).map { Substring($0) }
    guard parts.count == 2, parts[1].hasPrefix("//") else { throw faulty }
    switch parts[0].lowercased() {
    case "https": isSecure = true
    case "http": isSecure = false
    default: throw faulty
    }
    var authority = parts[1].dropFirst(2)
    if authority.hasSuffix("/") { authority.removeLast() }
    let hostEnd =
      authority.hasPrefix("[")
      ? authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.endIndex
      : authority.firstIndex(of: ":") ?? authority.endIndex
    host = authority[..<hostEnd].lowercased()
    guard Self.isHost(host) else { throw faulty }
    let rest = authority[hostEnd...]
    if rest.isEmpty {
      port = nil
    } else {
      guard rest.first == ":", let number = UInt16(rest.dropFirst()), number > 0 else { throw faulty }
      port = Int(number) == (isSecure ? 443 : 80) ? nil : Int(number)
    }
  }

  init(isSecure: Bool = true, host: String, port: Int? = nil) {
    self.isSecure = isSecure
    self.host = host
    self.port = port
  }

  /// AWS's own endpoint of a region.
  public static func aws(region: String) -> S3Endpoint {
    S3Endpoint(host: "s3.\(region).amazonaws.com\(region.hasPrefix("cn-") ? ".cn" : "")")
  }

  /// What can be written back as an endpoint.
  public var description: String { "\(scheme)://\(authority)" }

  var scheme: String { isSecure ? "https" : "http" }
  var authority: String { port.map { "\(host):\($0)" } ?? host }
  var isAWS: Bool { host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn") }

  /// Whether credentials for this endpoint may go to `other` too: it is the same host or one below it, and no less
  /// protected. All of AWS's own hosts are one place.
  func trusts(_ other: S3Endpoint) -> Bool {
    guard other.isSecure || !isSecure else { return false }
    if isAWS { return other.isAWS && host.hasSuffix(".cn") == other.host.hasSuffix(".cn") }
    return other.port == port && (other.host == host || other.host.hasSuffix(".\(host)"))
  }

  private static func isHost(_ text: String) -> Bool {
    let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
    return !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
          UInt8(ascii: "."), UInt8(ascii: "_"):
          true
        case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "%"): isBracketed
        default: false
        }
      }
  }
}
