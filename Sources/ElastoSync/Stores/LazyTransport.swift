import Providers
import Synchronization

/// A client that is made when it is first needed: most runs never ask a token or metadata service.
final class LazyTransport: HTTPTransport {
  private let configuration: HTTPConfiguration
  private let client = Mutex<HTTPClient?>(nil)

  init(_ configuration: HTTPConfiguration) { self.configuration = configuration }

  func send(_ call: HTTPCall) async throws(HTTPError) -> HTTPReply { try await made().send(call) }

  private func made() throws(HTTPError) -> HTTPClient {
    try client.withLock { (client: inout sending HTTPClient?) throws(HTTPError) in
      if let client { return client }
      let made = try HTTPClient(configuration: configuration)
      client = made
      return made
    }
  }
}
