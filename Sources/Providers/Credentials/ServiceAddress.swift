import FoundationEssentials
import Glibc
import HTTPTypes

/// The address of a service that gives credentials.
struct ServiceAddress: Sendable, Hashable, CustomStringConvertible {
  /// `http` or `https`.
  var scheme: String
  /// Without brackets around an IPv6 address.
  var host: String
  var port: Int?
  /// Percent-encoded, beginning with a slash.
  var path: String
  /// Percent-encoded, without its question mark.
  var query: String?

  /// `nil` for what is not an absolute address with `http:` or `https:`, and for one with a user name.
  init?(parsing text: String) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty, parts.user == nil
    else { return nil }
    self.scheme = scheme
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    port = parts.port
    path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
    query = parts.percentEncodedQuery
  }

  /// Below the path.
  func appending(_ more: String) -> ServiceAddress {
    var address = self
    address.path = path.hasSuffix("/") ? path + more : "\(path)/\(more)"
    return address
  }

  func request(_ method: HTTPRequest.Method, _ fields: HTTPFields = [:]) -> HTTPRequest {
    HTTPRequest(
      method: method, scheme: scheme, authority: authority, path: query.map { "\(path)?\($0)" } ?? path,
      headerFields: fields)
  }

  var isEncrypted: Bool { scheme == "https" }

  /// Whether this machine itself answers there.
  var isLoopback: Bool {
    if host == "localhost" { return true }
    var four = in_addr()
    if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
    var six = in6_addr()
    guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
    return withUnsafeBytes(of: &six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
  }

  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port.map { "\(name):\($0)" } ?? name
  }

  /// Without the query, which may hold what only the service should see.
  var description: String { "\(scheme)://\(authority)\(path == "/" ? "" : path)" }
}
