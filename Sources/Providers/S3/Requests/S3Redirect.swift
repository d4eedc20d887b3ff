import HTTPTypes

/// Where a temporary redirect leads: a host of the same service, with the path to use there.
struct S3Redirect: Sendable, Hashable {
  private let endpoint: S3Endpoint
  private let path: String

  /// `nil` where the location is no host that credentials for `origin` may go to.
  init?(_ location: String, from origin: S3Endpoint) {
    let scheme = location.utf8.prefix { $0 != UInt8(ascii: ":") }
    let rest = location.utf8.dropFirst(scheme.count)
    guard rest.starts(with: "://".utf8) else { return nil }
    let authority = rest.dropFirst(3)
    let pathStart = authority.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? authority.endIndex
    guard let endpoint = try? S3Endpoint(String(location[..<pathStart])), origin.trusts(endpoint) else { return nil }
    self.endpoint = endpoint
    let path = location[pathStart...]
    self.path = path.hasPrefix("/") ? String(path) : "/\(path)"
  }

  func apply(to request: inout HTTPRequest) {
    request.scheme = endpoint.scheme
    request.authority = endpoint.authority
    request.path = path
  }
}
