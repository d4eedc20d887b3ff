import HTTPTypes
import ProvidersTesting
import Testing

@testable import Providers

/// The stand-in for metadata services: one for the test process.
final class MetadataServer: Sendable {
  private let server: PythonServer

  var port: Int { server.port }

  private static let shared = Shared()

  static func running() async throws -> MetadataServer { try await shared.server() }

  /// Its address with the way in which it is to behave.
  func address(_ behaviour: String) -> String { "http://127.0.0.1:\(server.port)/\(behaviour)" }

  /// How often credentials were asked for.
  func count(_ behaviour: String) async throws -> Int {
    let address = try #require(ServiceAddress(parsing: address("count/\(behaviour)")))
    let reply = try await LazyHTTPClient.nearby().send(HTTPCall(address.request(.get)))
    return try #require(Int(String(decoding: reply.body, as: UTF8.self)))
  }

  private init() throws { server = try PythonServer("metadata_server.py") }

  private actor Shared {
    private var running: MetadataServer?

    func server() throws -> MetadataServer {
      if let running { return running }
      let fresh = try MetadataServer()
      running = fresh
      return fresh
    }
  }
}
