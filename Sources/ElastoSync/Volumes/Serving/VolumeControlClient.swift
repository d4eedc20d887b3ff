public import BlockVolume
import FoundationEssentials

/// Asks the server of a volume on this machine.
public struct VolumeControlClient: Sendable {
  private let client: ServiceClient
  private let path: String

  /// - Parameter path: `Workspace.controlSocket(of:)`.
  public init(path: String) throws {
    self.path = path
    client = try ServiceClient(path: path)
  }

  /// All volumes of that server. Throws `BlockError` `.unavailable` where none runs.
  public func status() async throws -> [VolumeStatus] {
    let reply = try await ask(ServiceRequest("GET", "/volumes"))
    return try JSONDecoder().decode([VolumeStatus].self, from: Data(reply.body))
  }

  /// Returns when what was written to the volume is in its storage.
  public func drain(_ name: String) async throws { _ = try await ask(ServiceRequest("POST", "/volumes/\(name)/drain")) }

  /// - Parameter size: bytes.
  public func resize(_ name: String, to size: Int64) async throws {
    let body = try JSONEncoder().encode(VolumeControl.Size(size: size))
    _ = try await ask(ServiceRequest("POST", "/volumes/\(name)/resize", body: Array(body)))
  }

  private func ask(_ request: ServiceRequest) async throws -> ServiceReply {
    let reply = try await client.send(request)
    guard reply.status == 200 else {
      let text = String(decoding: reply.body, as: UTF8.self).trimmingSuffix { $0 == "\n" }
      throw RunError(.failed, "the server says: \(text)", location: path)
    }
    return reply
  }
}

extension String {
  fileprivate func trimmingSuffix(_ isCut: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, isCut(last) { text.removeLast() }
    return String(text)
  }
}
