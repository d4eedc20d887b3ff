import HTTPTypes

/// A request to the service before it has a host, a signature and a time: it can be sent again elsewhere.
struct S3Request: Sendable {
  enum Target: Sendable, Hashable {
    /// Where buckets are.
    case service
    case bucket
    case object(key: String)
  }

  var method: HTTPRequest.Method
  var target: Target
  /// Names and values, not encoded; a name without a value stands alone.
  var query: [(name: String, value: String?)]
  var fields = HTTPFields()
  var body = HTTPBody.none
  var payload = S3PayloadHash.empty
  var sink: (any ByteSink)?
  /// Continues the sentence "… failed": "reading".
  var action: String

  init(
    _ method: HTTPRequest.Method, _ target: Target, _ query: [(name: String, value: String?)] = [], action: String
  ) {
    self.method = method
    self.target = target
    self.query = query
    self.action = action
  }

  /// Takes over what is sent, and what its request says of it.
  mutating func carry(_ upload: S3Upload) {
    body = upload.body
    payload = upload.payload
    guard let checksum = upload.checksum else { return }
    fields[S3ObjectChecksum.field(checksum.algorithm)] = checksum.value
    fields[.amz("sdk-checksum-algorithm")] = checksum.algorithm.rawValue
  }

  /// The query as it is sent.
  var encodedQuery: String {
    query.map { item in
      item.value.map { "\(PercentEncoding.query(item.name))=\(PercentEncoding.query($0))" }
        ?? PercentEncoding.query(item.name)
    }.joined(separator: "&")
  }
}
