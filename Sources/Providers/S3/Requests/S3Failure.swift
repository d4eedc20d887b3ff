import HTTPTypes

/// A reply that says no: its status, and what the service says of it.
struct S3Failure: Error, Sendable {
  var status: Int
  var code: String
  var message: String
  var requestID: String?
  /// Where the bucket is, if the reply says so.
  var region: String?
  /// The store's clock.
  var time: UTCTime?
  var retryAfter: Duration?
  /// There is a body, and it is not S3's.
  var isForeign = false
  /// Where a redirect leads.
  var redirect: String?

  init(_ reply: HTTPReply) {
    let fields = reply.response.headerFields
    status = reply.response.status.code
    requestID = fields[.amzRequestID] ?? HTTPField.Name("x-amzn-requestid").flatMap { fields[$0] }
    region = fields[.amzBucketRegion]
    time = fields[.date].flatMap(UTCTime.init(httpDate:))
    redirect = fields[.location]
    code = ""
    message = ""
    if let said = try? XMLReader.read(reply.body, as: ErrorReply()) {
      take(said)
    } else {
      isForeign = !reply.body.isEmpty
    }
    retryAfter = RetryAfter.duration(in: fields, now: time)
  }

  /// A reply with status 200 whose body is an error after all.
  init(_ said: ErrorReply, in reply: HTTPReply) {
    self.init(HTTPReply(response: reply.response))
    take(said)
  }

  private mutating func take(_ said: ErrorReply) {
    code = said.code
    message = said.message
    requestID = requestID ?? said.requestID
    region = region ?? said.region
  }

  /// Says which request it was, for whoever asks the store's operator.
  var reference: String {
    [code.isEmpty ? nil : code, "HTTP \(status)", requestID.map { "request \($0)" }]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// The signature was made for another region.
  var isAboutRegion: Bool { [301, 307].contains(status) || code == "AuthorizationHeaderMalformed" }

  var isAboutExpiry: Bool { ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].contains(code) }
}
