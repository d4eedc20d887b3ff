import BlockVolume
import FoundationEssentials

/// What can be asked of a server over its control socket.
///
///     GET  /volumes               a JSON list of `VolumeStatus`
///     GET  /metrics               the same for Prometheus
///     POST /volumes/NAME/drain    what was written is in the storage
///     POST /volumes/NAME/resize   { "size": BYTES }
struct VolumeControl: Sendable {
  /// What comes with a request for another size.
  struct Size: Codable, Sendable {
    /// Bytes.
    var size: Int64
  }

  let server: VolumeServer

  func answer(_ request: ServiceRequest) async -> ServiceReply {
    switch (request.method, request.path) {
    case ("GET", "/volumes"): return Self.json(await server.status)
    case ("GET", "/metrics"): return await metrics()
    case ("POST", let path): return await order(path.split(separator: "/").map(String.init), request.body)
    default: return .text(404, "there is no \(request.path)\n")
    }
  }

  func metrics() async -> ServiceReply {
    ServiceReply(200, PrometheusText.contentType, Array(PrometheusText(await server.status).text.utf8))
  }

  private func order(_ parts: [String], _ body: [UInt8]) async -> ServiceReply {
    guard parts.count == 3, parts[0] == "volumes" else { return .text(404, "there is no such order\n") }
    do {
      switch parts[2] {
      case "drain": try await server.drain(parts[1])
      case "resize":
        guard let size = try? JSONDecoder().decode(Size.self, from: Data(body)) else {
          return .text(400, "it takes a JSON object with a size in bytes\n")
        }
        try await server.resize(parts[1], to: size.size)
      default: return .text(404, "there is no such order\n")
      }
      return .text(200, "done\n")
    } catch {
      return .text(409, "\(error)\n")
    }
  }

  private static func json(_ value: some Encodable) -> ServiceReply {
    guard let bytes = try? JSONEncoder().encode(value) else { return .text(500, "it cannot be told\n") }
    return ServiceReply(200, "application/json", Array(bytes))
  }
}
