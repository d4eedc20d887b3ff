import Glibc

/// Where a service is reached: `https://s3.example.org`, `http://127.0.0.1:9000`, `http://127.0.0.1:10000/account`.
public struct EndpointURL: Hashable, Sendable, CustomStringConvertible {
  /// `https:`, and not `http:`.
  public var isEncrypted: Bool
  /// In lower case; an IPv6 address without its brackets.
  public var host: String
  /// nil is the scheme's own.
  public var port: Int?
  /// What follows the host where a service tells accounts apart by it; empty where it does not.
  public var account: String

  public init(isEncrypted: Bool = true, host: String, port: Int? = nil, account: String = "") {
    self.isEncrypted = isEncrypted
    self.host = host
    self.port = port
    self.account = account
  }

  /// Scheme, host and perhaps a port; a final slash may follow, nothing else.
  ///
  /// - Parameter mayHaveAccount: an account, one part of a path, may follow too.
  /// - Throws: a sentence for the user.
  public init(parsing text: some StringProtocol, mayHaveAccount: Bool = false) throws(ValueFault) {
    if text.contains("@") { throw ValueFault("an endpoint holds no user name and no password") }
    let fault = ValueFault("\"\(text)\" is not an endpoint such as https://s3.example.org")
    guard let (isEncrypted, after) = Self.scheme(of: text) else {
      throw text.contains("://") || text.isEmpty
        ? fault : ValueFault(fault.message, suggestion: "write https:// before it, or http://")
    }
    var rest = after.hasSuffix("/") ? after.dropLast() : after[...]
    var account = ""
    if mayHaveAccount, let slash = rest.firstIndex(of: "/") {
      account = rest[rest.index(after: slash)...].lowercased()
      rest = rest[..<slash]
      guard account.utf8.allSatisfy(Self.isOfAccount), !account.isEmpty else {
        throw ValueFault(
          "an endpoint has nothing but the account behind the host",
          suggestion: "the container belongs into the location of a target: PROVIDER:CONTAINER/PREFIX")
      }
    }
    if rest.contains("/") || rest.contains("?") || rest.contains("#") {
      throw ValueFault(
        "an endpoint has no path",
        suggestion: "the bucket belongs into the location of a target: PROVIDER:BUCKET/PREFIX")
    }
    guard let (host, port) = Self.authority(rest.lowercased()) else { throw fault }
    let isUsual = port == (isEncrypted ? 443 : 80)
    self.init(isEncrypted: isEncrypted, host: host, port: isUsual ? nil : port, account: account)
  }

  /// Whether this machine itself answers there: what is sent stays on it.
  public var isLoopback: Bool {
    if host == "localhost" { return true }
    var four = in_addr()
    if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
    var six = in6_addr()
    guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
    return withUnsafeBytes(of: &six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
  }

  public var description: String {
    let name = host.contains(":") ? "[\(host)]" : host
    let path = account.isEmpty ? "" : "/\(account)"
    return (isEncrypted ? "https://" : "http://") + name + (port.map { ":\($0)" } ?? "") + path
  }

  private static func isOfAccount(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
  }

  private static func scheme(of text: some StringProtocol) -> (isEncrypted: Bool, rest: String)? {
    for (scheme, isEncrypted) in [("https://", true), ("http://", false)] {
      guard text.prefix(scheme.count).lowercased() == scheme else { continue }
      return (isEncrypted, String(text.dropFirst(scheme.count)))
    }
    return nil
  }

  private static func authority(_ text: String) -> (host: String, port: Int?)? {
    var host = text[...]
    var port: Int?
    if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
      guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
      (host, port) = (text[..<colon], number)
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      let address = String(host.dropFirst().dropLast())
      var six = in6_addr()
      return inet_pton(AF_INET6, address, &six) == 1 ? (address, port) : nil
    }
    let isName = host.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return host.isEmpty || !isName ? nil : (String(host), port)
  }
}
