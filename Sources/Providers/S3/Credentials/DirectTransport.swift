import Synchronization

/// A client that is made when it is first needed, for services next to this machine: it uses no proxy.
public final class DirectTransport: HTTPTransport {
  private let client = Mutex<HTTPClient?>(nil)

  public init() {}

  public func send(_ call: HTTPCall) async throws(HTTPError) -> HTTPReply {
    let ready = try client.withLock { client throws(HTTPError) in
      if let client { return client }
      let fresh = try HTTPClient(
        configuration: HTTPConfiguration(proxies: .none, connectTimeout: .seconds(2), stallTimeout: .seconds(10)))
      client = fresh
      return fresh
    }
    return try await ready.send(call)
  }
}
