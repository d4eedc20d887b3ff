import HTTPTypes

/// Where a bucket is, as far as it is known.
struct S3Place: Sendable, Hashable {
  var endpoint: S3Endpoint
  var region: String
  /// The bucket's name goes into the host's.
  var isVirtualHost: Bool
  let bucket: String

  init(_ configuration: S3Configuration) {
    let region = configuration.region ?? "us-east-1"
    self.region = region
    bucket = configuration.bucket
    let endpoint = configuration.endpoint ?? .aws(region: region)
    self.endpoint = endpoint
    switch configuration.addressing {
    case .path: isVirtualHost = false
    case .virtualHost: isVirtualHost = true
    case .automatic: isVirtualHost = endpoint.isAWS && Self.isHostLabel(bucket, endpoint.isSecure)
    }
  }

  /// Moves to another region: at AWS to another host, elsewhere the same host is asked with another signature.
  func moved(to region: String) -> S3Place {
    var place = self
    place.region = region
    if endpoint.isAWS { place.endpoint = .aws(region: region) }
    return place
  }

  /// The request as it is sent, not signed yet.
  func request(_ request: S3Request) -> HTTPRequest {
    var path: String
    let isInHost = isVirtualHost && request.target != .service
    switch request.target {
    case .service: path = "/"
    case .bucket: path = isInHost ? "/" : "/\(PercentEncoding.path(bucket))"
    case .object(let key):
      path = (isInHost ? "/" : "/\(PercentEncoding.path(bucket))/") + PercentEncoding.path(key)
    }
    let query = request.encodedQuery
    if !query.isEmpty { path += "?\(query)" }
    return HTTPRequest(
      method: request.method, scheme: endpoint.scheme,
      authority: isInHost ? "\(bucket).\(endpoint.authority)" : endpoint.authority, path: path,
      headerFields: request.fields)
  }

  /// Names with a dot do not fit a certificate for `*.host`.
  private static func isHostLabel(_ bucket: String, _ isSecure: Bool) -> Bool {
    (3...63).contains(bucket.utf8.count)
      && bucket.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        case UInt8(ascii: "."): !isSecure
        default: false
        }
      }
  }
}
