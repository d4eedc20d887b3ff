import Synchronization

/// A client that is made when it is first needed: most runs never ask a token or metadata service.
public final class LazyHTTPClient: HTTPTransport {
  private let configuration: HTTPConfiguration
  private let client = Mutex<HTTPClient?>(nil)

  public init(_ configuration: HTTPConfiguration) { self.configuration = configuration }

  /// For services next to this machine: it uses no proxy, and does not wait long.
  public static func nearby() -> LazyHTTPClient {
    LazyHTTPClient(HTTPConfiguration(proxies: .none, connectTimeout: .seconds(2), stallTimeout: .seconds(10)))
  }

  public func send(_ call: HTTPCall) async throws(HTTPError) -> HTTPReply {
    let ready = try client.withLock { client throws(HTTPError) in
      if let client { return client }
      let fresh = try HTTPClient(configuration: configuration)
      client = fresh
      return fresh
    }
    return try await ready.send(call)
  }
}
