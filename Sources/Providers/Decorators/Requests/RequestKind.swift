import HTTPTypes

/// What a request costs: stores have prices for these, not for methods.
public enum RequestKind: String, Sendable, Hashable, CaseIterable {
  case list = "LIST"
  case get = "GET"
  case head = "HEAD"
  case put = "PUT"
  case post = "POST"
  case delete = "DELETE"
  case other = "OTHER"

  /// A listing is a GET that says so in its query: of objects, versions or uploads in S3, of anything in Azure.
  public init(_ record: HTTPRecord) {
    switch record.method {
    case .get:
      let isListing = record.queryNames.contains { ["list-type", "versions", "uploads", "comp"].contains($0) }
      self = isListing ? .list : .get
    case .head: self = .head
    case .put: self = .put
    case .post: self = .post
    case .delete: self = .delete
    default: self = .other
    }
  }
}
