import Glibc

/// The proxies on the way, by the scheme of what is asked for.
public struct HTTPProxies: Sendable, Hashable {
  /// `[scheme://][user:password@]host[:port]`; schemes are http, https, socks4, socks4a, socks5 and socks5h.
  public var http: String?
  public var https: String?
  /// Hosts that are reached without one: names with all below them, addresses, address ranges as `10.0.0.0/8`,
  /// separated by commas; `*` is all.
  public var exceptions: String?

  public init(http: String? = nil, https: String? = nil, exceptions: String? = nil) {
    self.http = http
    self.https = https
    self.exceptions = exceptions
  }

  public static let none = HTTPProxies()

  /// The variables that other programs heed: `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, and all but the
  /// first in capitals too. (`HTTP_PROXY` can be set from outside in a CGI process: it is a request's `Proxy` field.)
  public static func fromEnvironment(_ environment: [String: String]? = nil) -> HTTPProxies {
    let value: (String) -> String? = { name in
      let text = environment.map { $0[name] } ?? getenv(name).map { String(cString: $0) }
      return text.flatMap { $0.isEmpty ? nil : $0 }
    }
    let either = { (name: String) in value(name) ?? value(name.uppercased()) }
    let all = either("all_proxy")
    return HTTPProxies(
      http: value("http_proxy") ?? all, https: either("https_proxy") ?? all, exceptions: either("no_proxy"))
  }
}
