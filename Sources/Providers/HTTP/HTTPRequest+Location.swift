import HTTPTypes

extension HTTPRequest {
  /// What errors and records name the request by: without the query, since that may be signed.
  var location: String {
    let path = path.map { $0.prefix { $0 != "?" } } ?? ""
    return "\(scheme ?? "")://\(authority ?? "")\(path)"
  }

  /// The names in the query, in order, as they are sent.
  var queryNames: [String] {
    guard let path, let mark = path.firstIndex(of: "?") else { return [] }
    return path[path.index(after: mark)...].split(separator: "&").map { String($0.prefix { $0 != "=" }) }
  }
}
