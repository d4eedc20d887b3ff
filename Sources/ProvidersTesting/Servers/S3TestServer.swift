import Foundation
import Glibc
package import Providers
import Secrets

/// A real S3 server on loopback with an empty store: one of each kind for a test process, started when it is first
/// asked for, gone with the process, however that ends.
package final class S3TestServer: Sendable {
  package enum Kind: String, Sendable, CaseIterable, CustomStringConvertible {
    /// Verifies signatures, keeps conditions of puts.
    case seaweedFS = "SeaweedFS"
    /// Has versions, object lock, tags; believes every signature.
    case moto
    /// Verifies signatures, ignores conditions.
    case rclone = "rclone serve s3"

    package var description: String { rawValue }
  }

  package static let accessKeyID = "elasto-test-key"
  package static let secretAccessKey = "elasto-test-secret"
  package static let region = "us-east-1"

  package let kind: Kind
  /// `http://127.0.0.1:PORT`
  package let endpoint: String
  private let process: ServerProcess

  private static let shared = SharedServers()

  /// The process's server of this kind. Throws where its program is not installed or does not answer.
  package static func running(_ kind: Kind) async throws -> S3TestServer { try await shared.server(kind) }

  /// Credentials that the server knows.
  package static var credentials: S3Credentials {
    S3Credentials(
      accessKeyID: accessKeyID, secretAccessKey: SecretBytes(copying: Array(secretAccessKey.utf8)), origin: "test")
  }

  /// `$ELASTO_VENV`, else `.venv` of this clone: where scripts/setup puts Python's programs.
  private static var programs: String {
    if let folder = ProcessInfo.processInfo.environment["ELASTO_VENV"] { return "\(folder)/bin" }
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    return "\(root)/.venv/bin"
  }

  /// Starts a server of one's own, for tests that kill it.
  package init(_ kind: Kind) async throws {
    self.kind = kind
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
    let folder = "\(parent)/elasto-s3-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let port = Self.port()
    endpoint = "http://127.0.0.1:\(port)"
    let (program, arguments) = try Self.command(kind, port: port, folder: folder)
    process = try ServerProcess(
      "\(Self.programs)/\(program)", arguments, log: "\(folder)/log", removing: folder)
    try await waitUntilReady()
  }

  private static func command(_ kind: Kind, port: Int, folder: String) throws -> (String, [String]) {
    switch kind {
    case .seaweedFS:
      let configuration = """
        {"identities": [{"name": "test", "actions": ["Admin", "Read", "Write", "List", "Tagging"],
          "credentials": [{"accessKey": "\(accessKeyID)", "secretKey": "\(secretAccessKey)"}]}]}
        """
      try configuration.write(toFile: "\(folder)/s3.json", atomically: true, encoding: .utf8)
      try FileManager.default.createDirectory(atPath: "\(folder)/data", withIntermediateDirectories: true)
      return (
        "weed",
        [
          "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-dir=\(folder)/data", "-master.port=\(Self.port())",
          "-volume.port=\(Self.port())", "-filer", "-filer.port=\(Self.port())", "-s3", "-s3.port=\(port)",
          "-s3.config=\(folder)/s3.json", "-volume.max=100",
        ]
      )
    case .moto:
      return ("moto_server", ["-H", "127.0.0.1", "-p", "\(port)"])
    case .rclone:
      try FileManager.default.createDirectory(atPath: "\(folder)/data", withIntermediateDirectories: true)
      return (
        "rclone",
        [
          "serve", "s3", "--addr", "127.0.0.1:\(port)", "--auth-key", "\(accessKeyID),\(secretAccessKey)",
          "--vfs-cache-mode", "off", "--config", "\(folder)/rclone.conf", "\(folder)/data",
        ]
      )
    }
  }

  /// One that is free together with the one 10,000 above, which SeaweedFS takes for gRPC.
  private static func port() -> Int {
    while true {
      let port = LoopbackPort.unused()
      if port <= 0xFFFF - 10_000, !LoopbackPort.isListening(port + 10_000) { return port }
    }
  }

  /// A signed request is answered: listening alone is not being ready. The judge is Amazon's own client.
  private func waitUntilReady() async throws {
    let script = """
      import sys, time, boto3, botocore.config
      endpoint, key, secret, region = sys.argv[1:]
      config = botocore.config.Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
      s3 = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
                        region_name=region, config=config)
      deadline = time.monotonic() + 60
      while True:
          try:
              s3.list_buckets()
              break
          except Exception as error:
              if time.monotonic() > deadline: sys.exit(str(error))
              time.sleep(0.1)
      """
    let client = Process()
    client.executableURL = URL(fileURLWithPath: "\(Self.programs)/python")
    client.arguments = ["-c", script, endpoint, Self.accessKeyID, Self.secretAccessKey, Self.region]
    client.standardInput = FileHandle.nullDevice
    let ended = await withCheckedContinuation { continuation in
      client.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try client.run() } catch { continuation.resume(returning: -1) }
    }
    guard ended == 0 else {
      let log = (try? String(contentsOfFile: process.logPath, encoding: .utf8)) ?? ""
      throw ServerProcess.Failure(description: "\(kind) is not ready after a minute: \(log.suffix(2000))")
    }
  }
}

/// The servers that tests share.
private actor SharedServers {
  private var servers: [S3TestServer.Kind: Task<S3TestServer, any Error>] = [:]

  func server(_ kind: S3TestServer.Kind) async throws -> S3TestServer {
    let task = servers[kind] ?? Task { try await S3TestServer(kind) }
    servers[kind] = task
    return try await task.value
  }
}
