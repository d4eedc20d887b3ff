import HTTPTypes

extension HTTPRequest {
  /// What errors and records name the request by: without the query, since that may be signed.
  var location: String {
    let path = path.map { $0.prefix { $0 != "?" } } ?? ""
    return "\(scheme ?? "")://\(authority ?? "")\(path)"
  }
}
