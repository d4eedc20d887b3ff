import HTTPTypes

/// A reply that says no: its status, and what the service says of it.
struct AzureFailure: Error, Sendable {
  var status: Int
  var code: String
  var message: String
  var requestID: String?
  /// The service's clock.
  var time: UTCTime?
  var retryAfter: Duration?
  /// There is a body, and it is not the service's.
  var isForeign = false

  init(_ reply: HTTPReply) {
    let fields = reply.response.headerFields
    status = reply.response.status.code
    requestID = fields[.ms("request-id")]
    time = fields[.date].flatMap(UTCTime.init(httpDate:))
    retryAfter = RetryAfter.duration(in: fields, now: time)
    // A reply without a body has only this.
    code = fields[.ms("error-code")] ?? ""
    message = ""
    if let said = try? XMLReader.read(reply.body, as: ErrorReply()) {
      if code.isEmpty { code = said.code }
      message = said.message.split(separator: "\n").first.map(String.init) ?? ""
    } else {
      isForeign = !reply.body.isEmpty && code.isEmpty
    }
  }

  /// Says which request it was, for whoever asks the service's support.
  var reference: String {
    [code.isEmpty ? nil : code, "HTTP \(status)", requestID.map { "request \($0)" }]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// Other credentials may do: a token has ended.
  var isAboutExpiry: Bool {
    status == 401 && ["InvalidAuthenticationInfo", "ExpiredAuthenticationToken"].contains(code)
  }
}
