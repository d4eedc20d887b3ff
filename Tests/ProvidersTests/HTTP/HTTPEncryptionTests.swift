import HTTPTypes
import Providers
import ProvidersTesting
import Synchronization
import Testing

/// TLS and HTTP/2 with nginx.
@Suite struct HTTPEncryptionTests {
  let authority: CertificateAuthority

  init() throws { authority = try CertificateAuthority() }

  private func server(_ names: String = "IP:127.0.0.1", days: Int = 2, settings: String = "") throws -> NginxServer {
    let identity = try authority.issue("server", for: names, days: days)
    return try NginxServer(
      listen: "ssl http2",
      settings: """
        ssl_certificate \(identity.certificate); ssl_certificate_key \(identity.key);
        add_header X-Protocol $server_protocol always; http2_max_concurrent_streams 32; \(settings)
        """)
  }

  private func client(_ change: (inout HTTPConfiguration) -> Void = { _ in }) throws -> HTTPClient {
    var configuration = HTTPConfiguration(caFile: authority.file, proxies: .none)
    change(&configuration)
    return try HTTPClient(configuration: configuration)
  }

  private func failure(_ client: HTTPClient, _ server: NginxServer) async throws -> HTTPError {
    try #require(
      await #expect(throws: HTTPError.self) {
        try await client.send(HTTPCall(server.request(.get, "/", scheme: "https")))
      })
  }

  @Test(arguments: [true, false]) func manyObjectsAreStoredAndReadAtOnce(allowsHTTP2: Bool) async throws {
    let server = try server()
    defer { server.stop() }
    let client = try client { $0.allowsHTTP2 = allowsHTTP2 }
    try await withThrowingTaskGroup { group in
      for number in 0..<48 {
        group.addTask {
          let bytes = Noise.bytes(number % 8 == 0 ? 2_000_000 : 1000 * number, seed: number)
          let put = HTTPCall(server.request(.put, "/\(number)", scheme: "https"), body: .bytes(bytes))
          #expect(try await client.send(put).response.status == .created)
          let sink = CollectingSink()
          let get = HTTPCall(server.request(.get, "/\(number)", scheme: "https"), sink: sink)
          let reply = try await client.send(get)
          #expect(sink.bytes == bytes)
          let name = try #require(HTTPField.Name("X-Protocol"))
          #expect(reply.response.headerFields[name] == (allowsHTTP2 ? "HTTP/2.0" : "HTTP/1.1"))
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func aSlowSinkDoesNotHoldUpTheOtherStreamsOfItsConnection() async throws {
    let server = try server()
    defer { server.stop() }
    let bytes = Noise.bytes(6_000_000, seed: 1)
    try server.folder.write(bytes, to: "www/large")
    let client = try client()
    let sink = GatedSink()
    let slow = Task { try await client.send(HTTPCall(server.request(.get, "/large", scheme: "https"), sink: sink)) }
    await BlockingThreads.files.run { sink.arrival.wait() }
    for _ in 0..<5 {
      let reply = try await client.send(
        HTTPCall(server.request(.get, "/large", scheme: "https"), sink: CollectingSink()))
      #expect(reply.receivedBytes == bytes.count)
    }
    sink.gate.open()
    _ = try await slow.value
    #expect(sink.bytes == bytes)
  }

  @Test func aCancelledStreamLeavesTheOthersAlone() async throws {
    let server = try server()
    defer { server.stop() }
    try server.folder.write(Noise.bytes(6_000_000, seed: 1), to: "www/large")
    let client = try client()
    let sink = GatedSink()
    let task = Task { try await client.send(HTTPCall(server.request(.get, "/large", scheme: "https"), sink: sink)) }
    await BlockingThreads.files.run { sink.arrival.wait() }
    task.cancel()
    sink.gate.open()
    let error = await #expect(throws: HTTPError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    let reply = try await client.send(
      HTTPCall(server.request(.get, "/large", scheme: "https"), sink: CollectingSink()))
    #expect(reply.receivedBytes == 6_000_000)
  }

  @Test func streamsRestAndGoOn() async throws {
    let server = try server()
    defer { server.stop() }
    let bytes = Noise.bytes(800_000)
    // In memory, where the kernel does not say so: every piece is waited for.
    try server.folder.write(bytes, to: "source")
    let pace = SteppingPace()
    let client = try client {
      $0.pace = pace
      $0.stallTimeout = .seconds(5)
    }
    let body = HTTPBody.file(path: "\(server.folder.path)/source", range: 0..<800_000)
    for body in [body, .bytes(bytes)] {
      let put = HTTPCall(server.request(.put, "/copy", scheme: "https"), body: body)
      #expect(try await client.send(put).response.status.kind == .successful)
      let reply = try await client.send(HTTPCall(server.request(.get, "/copy", scheme: "https")))
      #expect(reply.body == bytes)
    }
    let state = pace.state.withLock { $0 }
    #expect(state.granted == [.upload: 2 * bytes.count, .download: 2 * bytes.count])
    #expect(state.questions <= 8 * 4 * bytes.count / SteppingPace.piece)
  }

  @Test func aCertificateOfAnUnknownAuthorityIsNotTrusted() async throws {
    let server = try server()
    defer { server.stop() }
    let error = try await failure(try HTTPClient(configuration: HTTPConfiguration(proxies: .none)), server)
    #expect(error.code == .untrusted, "\(error)")
    #expect(!error.isRetryable)
    #expect(error.message.contains("127.0.0.1:\(server.port)"))
    #expect(error.message.contains("unable to get local issuer certificate"))
  }

  @Test func aCertificateForAnotherHostIsNotTrusted() async throws {
    let server = try server("DNS:store.example.org,IP:127.0.0.2")
    defer { server.stop() }
    let error = try await failure(try client(), server)
    #expect(error.code == .untrusted, "\(error)")
    #expect(!error.isRetryable)
    #expect(error.message.contains("'127.0.0.1'"))
  }

  @Test func anExpiredCertificateIsNotTrusted() async throws {
    let server = try server(days: -1)
    defer { server.stop() }
    let error = try await failure(try client(), server)
    #expect(error.code == .untrusted, "\(error)")
    #expect(error.message.contains("certificate has expired"))
  }

  @Test func aServerThatDoesNotEncryptIsNotTrusted() async throws {
    let server = try NginxServer()
    defer { server.stop() }
    let error = try await failure(try client(), server)
    #expect(error.code == .untrusted, "\(error)")
  }

  @Test func theClientShowsItsCertificate() async throws {
    let server = try server(settings: "ssl_client_certificate \(authority.file); ssl_verify_client on;")
    defer { server.stop() }
    try server.folder.write([1], to: "www/a")
    let identity = try authority.issue("client", for: "DNS:client")
    let known = try client {
      $0.clientCertificate = identity.certificate
      $0.clientKey = identity.key
    }
    let call = HTTPCall(server.request(.get, "/a", scheme: "https"))
    #expect(try await known.send(call).body == [1])
    #expect(try await client().send(call).response.status == .badRequest)
  }

  @Test func filesThatAreNotThereAreSaidAtOnce() throws {
    for change: (inout HTTPConfiguration) -> Void in [
      { $0.caFile = "/nowhere/ca.pem" }, { $0.clientCertificate = "/nowhere/client.pem" },
      { $0.caDirectory = "/nowhere" },
    ] {
      var configuration = HTTPConfiguration()
      change(&configuration)
      let error = #expect(throws: HTTPError.self) { try HTTPClient(configuration: configuration) }
      #expect(error?.code == .misconfigured)
      #expect(error?.location.hasPrefix("/nowhere") == true)
    }
  }
}
