public import HTTPTypes

/// One request with all that sending it needs.
public struct HTTPCall: Sendable {
  /// Scheme, authority and path are sent as they are: the path is percent-encoded already, with its query.
  public var request: HTTPRequest
  public var body: HTTPBody
  /// Where the body of a reply with a 2xx status goes. Without one, and for any other status, it is collected.
  public var sink: (any ByteSink)?
  /// Bytes that a collected body may have; more is `.tooLarge`.
  public var collectionLimit: Int
  /// How many redirects are followed; a reply that asks for one more is the call's reply. The fields go to the new
  /// place as well, and only `Authorization` is kept from another host: not for signed requests.
  public var redirectLimit: Int

  public init(
    _ request: HTTPRequest, body: HTTPBody = .none, sink: (any ByteSink)? = nil, collectionLimit: Int = 16 << 20,
    redirectLimit: Int = 0
  ) {
    self.request = request
    self.body = body
    self.sink = sink
    self.collectionLimit = collectionLimit
    self.redirectLimit = redirectLimit
  }
}
