import HTTPTypes
import Providers

extension HTTPBench {
  /// Runs the cases whose names begin with `prefix` against servers that it starts and stops, and hands over each result as it comes.
  static func runAll(_ prefix: String, _ report: @Sendable (Result) -> Void) async throws {
    let client: HTTPClient
    do { client = try HTTPClient(configuration: HTTPConfiguration(proxies: .none)) }
    let files = try BenchServer.nginx(file: "small", bytes: 1024)
    let discard = try BenchServer.discarding()
    defer {
      files.stop()
      discard.stop()
    }
    let block = [UInt8](repeating: 0x5a, count: 4 << 20)
    for bench in [
      HTTPBench(
        name: "get 1 KiB, 32 in flight, nginx", inFlight: 32, requests: 50_000, bytesPerRequest: 1024,
        call: HTTPCall(files.request(.get, "/small"))),
      HTTPBench(
        name: "get 1 KiB, 1 in flight, nginx", inFlight: 1, requests: 10_000, bytesPerRequest: 1024,
        call: HTTPCall(files.request(.get, "/small"))),
      HTTPBench(
        name: "put 4 MiB, 8 in flight, discarded", inFlight: 8, requests: 1000, bytesPerRequest: block.count,
        call: HTTPCall(discard.request(.put, "/block"), body: .bytes(block))),
      HTTPBench(
        name: "put 4 MiB, 1 in flight, discarded", inFlight: 1, requests: 500, bytesPerRequest: block.count,
        call: HTTPCall(discard.request(.put, "/block"), body: .bytes(block))),
    ] where bench.name.hasPrefix(prefix) {
      report(try await bench.measured(client))
    }
  }
}
