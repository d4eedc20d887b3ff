import Glibc
import HTTPTypes
import Providers

/// Requests a second, and what they cost, through `HTTPClient.send` from Swift tasks.
struct HTTPBench {
  struct Result {
    let name: String
    let requestsPerSecond: Double
    let bytesPerSecond: Double
    /// Of this process alone: user and system time.
    let cpuMicrosecondsPerRequest: Double
  }

  let name: String
  /// How many requests are under way at any time.
  let inFlight: Int
  let requests: Int
  let bytesPerRequest: Int
  let call: HTTPCall

  private static let rounds = 5

  /// The fastest of five rounds and the cheapest, after one to warm up: other work on the machine only ever adds.
  func measured(_ client: HTTPClient) async throws -> Result {
    var best = (wall: Double.infinity, cpu: Double.infinity)
    for round in 0...Self.rounds {
      let start = (wall: Self.now(), cpu: Self.cpuSeconds())
      try await run(client)
      guard round > 0 else { continue }
      best.wall = min(best.wall, Self.now() - start.wall)
      best.cpu = min(best.cpu, Self.cpuSeconds() - start.cpu)
    }
    let rate = Double(requests) / best.wall
    return Result(
      name: name, requestsPerSecond: rate, bytesPerSecond: rate * Double(bytesPerRequest),
      cpuMicrosecondsPerRequest: best.cpu / Double(requests) * 1e6)
  }

  private func run(_ client: HTTPClient) async throws {
    try await withThrowingTaskGroup { group in
      for task in 0..<inFlight {
        let count = requests / inFlight + (task < requests % inFlight ? 1 : 0)
        group.addTask {
          for _ in 0..<count {
            let reply = try await client.send(call)
            guard reply.response.status.kind == .successful else {
              throw BenchError(message: "\(name): status \(reply.response.status.code)")
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
