import Glibc
public import Providers

/// A proxy before a test server that makes a seeded share of the requests fail, in the ways in which networks and
/// servers do: `scripts/lib/fault_proxy.py`. It stops with its owner.
public final class FaultProxy: Sendable {
  /// What may happen to a request, as the proxy calls it.
  public enum Fault: String, Sendable, CaseIterable {
    case slowDown = "slow-down"
    case internalError = "internal-error"
    case tooManyRequests = "too-many-requests"
    case resetBefore = "reset-before"
    case resetInRequest = "reset-in-request"
    case resetInReply = "reset-in-reply"
    case truncatedReply = "truncated-reply"
    case replyLost = "reply-lost"
    case slowReply = "slow-reply"
  }

  public let endpoint: S3Endpoint
  private let process: ServerProcess

  /// `rate` is the share of requests that fail.
  public init(
    before server: TestServer, rate: Double, seed: Int, faults: [Fault] = Fault.allCases
  ) throws {
    guard let port = server.endpoint.port else { throw ServerProcess.Failure(description: "the server has no port") }
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    let own = LoopbackPort.unused()
    endpoint = try S3Endpoint("http://127.0.0.1:\(own)")
    let log = "\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/elasto-fault-proxy-\(own).log"
    process = try ServerProcess(
      "/usr/bin/env",
      [
        "python3", "\(root)/scripts/lib/fault_proxy.py", "--listen", "127.0.0.1:\(own)", "--upstream",
        "127.0.0.1:\(port)", "--rate", "\(rate)", "--seed", "\(seed)", "--slow", "0.2", "--faults",
      ] + faults.map(\.rawValue), log: log, removing: [log])
    try process.waitUntilListening(on: own)
  }
}
