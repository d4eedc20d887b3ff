public import HTTPTypes

/// What is worth noting of one exchange. It holds no secret: no value of the query, no fields, no bodies.
public struct HTTPRecord: Sendable {
  public var method: HTTPRequest.Method
  /// `scheme://host:port/path`, without the query.
  public var location: String
  /// The names in the query, in order, without their values: they tell a listing from a download.
  public var queryNames: [String]
  /// `nil` where no whole reply came; `failure` says why.
  public var status: Int?
  public var failure: HTTPError.Code?
  /// Bytes of bodies, not of heads.
  public var sentBytes: Int64
  public var receivedBytes: Int64
  /// From the call to the first byte of the reply; `nil` where none came.
  public var timeToFirstByte: Duration?
  public var duration: Duration
  /// The server's name for the request, where the reply has a field for it (`x-amz-request-id`, `x-ms-request-id`).
  public var requestID: String?

  public init(
    method: HTTPRequest.Method, location: String, queryNames: [String] = [], status: Int? = nil,
    failure: HTTPError.Code? = nil,
    sentBytes: Int64 = 0, receivedBytes: Int64 = 0, timeToFirstByte: Duration? = nil, duration: Duration = .zero,
    requestID: String? = nil
  ) {
    self.method = method
    self.location = location
    self.queryNames = queryNames
    self.status = status
    self.failure = failure
    self.sentBytes = sentBytes
    self.receivedBytes = receivedBytes
    self.timeToFirstByte = timeToFirstByte
    self.duration = duration
    self.requestID = requestID
  }
}
