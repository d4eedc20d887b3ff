/// What is asked of a running service, over HTTP on its control socket or where its metrics are.
public struct ServiceRequest: Sendable, Hashable {
  public var method: String
  /// Without the query; as it was sent.
  public var path: String
  public var body: [UInt8]

  public init(_ method: String, _ path: String, body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.body = body
  }
}

/// What the service answers.
public struct ServiceReply: Sendable, Hashable {
  public var status: Int
  public var contentType: String
  public var body: [UInt8]

  public init(_ status: Int, _ contentType: String, _ body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  public static func text(_ status: Int, _ text: String) -> ServiceReply {
    ServiceReply(status, "text/plain; charset=utf-8", Array(text.utf8))
  }
}
