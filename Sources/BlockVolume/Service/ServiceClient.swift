import HTTPTypes
import Providers

/// Asks a running service over its control socket.
public struct ServiceClient: Sendable {
  private let path: String
  private let client: HTTPClient

  /// - Parameter path: of the control socket.
  public init(path: String) throws(BlockError) {
    self.path = path
    do throws(HTTPError) {
      client = try HTTPClient(
        configuration: HTTPConfiguration(socketPath: path, proxies: .none, stallTimeout: .seconds(600)))
    } catch {
      throw BlockError(.failed, "\(error)", location: path, cause: error)
    }
  }

  /// The reply, whatever its status. Throws `.unavailable` where nobody listens on the socket.
  public func send(_ request: ServiceRequest) async throws(BlockError) -> ServiceReply {
    let call = HTTPCall(
      HTTPRequest(
        method: HTTPRequest.Method(request.method) ?? .get, scheme: "http", authority: "localhost", path: request.path),
      body: request.body.isEmpty ? .none : .bytes(request.body))
    do throws(HTTPError) {
      let reply = try await client.send(call)
      return ServiceReply(
        reply.response.status.code, reply.response.headerFields[.contentType] ?? "", reply.body)
    } catch {
      throw BlockError(
        error.code == .cancelled ? .cancelled : .unavailable, "no server answers on its control socket: \(error)",
        location: path, cause: error)
    }
  }
}
