import Glibc
import Providers

/// How each server is started, and when it is ready.
extension TestServer {
  /// Starts a server of one's own, for tests that stop it.
  public static func own(_ kind: Kind) async throws -> TestServer {
    let folder = try folder()
    let server: TestServer
    switch kind {
    case .seaweedFS: server = try startSeaweedFS(in: folder)
    case .moto: server = try startMoto(in: folder)
    case .rclone: server = try startRclone(in: folder)
    }
    try await waitUntilReady(server, log: "\(folder)/log")
    return server
  }

  private static func startSeaweedFS(in folder: String) throws -> TestServer {
    let ports = try portsWithCompanions(4)
    let secret = "secret-of-seaweedfs"
    let identity = """
      {"identities": [{"name": "test", "credentials": [{"accessKey": "key", "secretKey": "\(secret)"}],
      "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
      """
    try write(identity, to: "\(folder)/s3.json")
    guard mkdir("\(folder)/data", 0o700) == 0 else { throw ServerProcess.Failure(description: "no \(folder)/data") }
    let process = try launch(
      "weed",
      [
        "-logtostderr=true", "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-dir=\(folder)/data",
        "-master.port=\(ports[0])", "-volume.port=\(ports[1])", "-filer", "-filer.port=\(ports[2])", "-s3",
        "-s3.port=\(ports[3])", "-s3.config=\(folder)/s3.json", "-volume.max=2000", "-master.volumeSizeLimitMB=1024",
        "-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false",
      ], in: folder, removing: socketsOfSeaweedFS(ports))
    return try TestServer(
      process, port: ports[3], accessKeyID: "key", secretAccessKey: secret, conditionalWrites: .putsAndCopies)
  }

  private static func startMoto(in folder: String) throws -> TestServer {
    let port = LoopbackPort.unused()
    let process = try launch("moto_server", ["-H", "127.0.0.1", "-p", "\(port)"], in: folder)
    return try TestServer(process, port: port, accessKeyID: "key", secretAccessKey: "secret", conditionalWrites: .puts)
  }

  private static func startRclone(in folder: String) throws -> TestServer {
    let port = LoopbackPort.unused()
    guard mkdir("\(folder)/data", 0o700) == 0 else { throw ServerProcess.Failure(description: "no \(folder)/data") }
    let process = try launch(
      "rclone",
      [
        "serve", "s3", "--addr", "127.0.0.1:\(port)", "--auth-key", "key,secret-of-rclone", "--config", "",
        "\(folder)/data",
      ], in: folder)
    return try TestServer(
      process, port: port, accessKeyID: "key", secretAccessKey: "secret-of-rclone", conditionalWrites: .none)
  }

  private static func launch(
    _ program: String, _ arguments: [String], in folder: String, removing others: [String] = []
  ) throws -> ServerProcess {
    try ServerProcess("\(Checkout.programs)/\(program)", arguments, log: "\(folder)/log", removing: [folder] + others)
  }

  /// Answers a signed request.
  private static func waitUntilReady(_ server: TestServer, log: String) async throws {
    let store = try server.store(bucket: "none")
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      do throws(StoreError) {
        _ = try await store.listBuckets()
        return
      } catch {
        guard ContinuousClock.now < deadline else {
          throw ServerProcess.Failure(description: "\(server.endpoint) is not ready: \(error); see \(log)")
        }
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private static func folder() throws -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? (access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")
    var template = Array("\(parent)/elasto-server-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ServerProcess.Failure(description: "no folder in \(parent)") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw ServerProcess.Failure(description: "no \(path)") }
    fputs(text, file)
    fclose(file)
  }

  /// SeaweedFS leaves them behind when it is killed.
  private static func socketsOfSeaweedFS(_ ports: [Int]) -> [String] {
    zip(["master", "volume", "filer", "s3"], ports).flatMap { name, port in
      ["/tmp/seaweedfs-\(name)-\(port).sock", "/tmp/seaweedfs-\(name)-grpc-\(port + 10_000).sock"]
    }
  }

  /// Ports whose companions, 10,000 above, are unused too: SeaweedFS takes those for gRPC.
  private static func portsWithCompanions(_ count: Int) throws -> [Int] {
    var ports: [Int] = []
    for _ in 0..<1000 where ports.count < count {
      let port = Int.random(in: 15_000..<30_000)
      if !ports.contains(port), LoopbackPort.isUnused(port), LoopbackPort.isUnused(port + 10_000) { ports.append(port) }
    }
    guard ports.count == count else { throw ServerProcess.Failure(description: "there are no unused ports") }
    return ports
  }
}
