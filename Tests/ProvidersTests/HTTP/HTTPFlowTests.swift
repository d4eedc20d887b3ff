import Foundation
import HTTPTypes
import Providers
import ProvidersTesting
import Synchronization
import Testing

/// Bytes on their way: back-pressure, pace, cancellation, stalls, ends.
@Suite struct HTTPFlowTests {
  private func client(_ change: (inout HTTPConfiguration) -> Void = { _ in }) throws -> HTTPClient {
    var configuration = HTTPConfiguration(proxies: .none)
    change(&configuration)
    return try HTTPClient(configuration: configuration)
  }

  private func failure(_ client: HTTPClient, _ call: HTTPCall) async throws -> HTTPError {
    try #require(await #expect(throws: HTTPError.self) { try await client.send(call) })
  }

  @Test func aSlowSinkHoldsUpItsOwnTransferOnly() async throws {
    let server = try NginxServer()
    let bytes = Noise.bytes(8_000_000)
    try server.folder.write(bytes, to: "www/large")
    let client = try client { $0.stallTimeout = .milliseconds(300) }
    let sink = GatedSink()
    let slow = Task { try await client.send(HTTPCall(server.request(.get, "/large"), sink: sink)) }
    await BlockingThreads.files.run { sink.arrival.wait() }
    for _ in 0..<5 {
      let reply = try await client.send(HTTPCall(server.request(.get, "/large"), sink: CollectingSink()))
      #expect(reply.receivedBytes == bytes.count)
    }
    // Longer than the stall time-out by now: resting for a sink is no stall.
    try await Task.sleep(for: .milliseconds(500))
    #expect(sink.bytes.isEmpty)
    sink.gate.open()
    #expect(try await slow.value.receivedBytes == bytes.count)
    #expect(sink.bytes == bytes)
    server.stop()
  }

  @Test func aSinkThatThrowsEndsTheTransfer() async throws {
    final class Full: ByteSink {
      struct NoSpace: Error {}
      let mayBlock: Bool
      init(mayBlock: Bool) { self.mayBlock = mayBlock }
      func write(_ bytes: UnsafeRawBufferPointer) throws { throw NoSpace() }
      func restart() {}
    }
    let server = try RawServer { connection, _ in
      connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
      while connection.send([UInt8](repeating: 1, count: 65536)) {}
    }
    for mayBlock in [true, false] {
      let error = try await failure(try client(), HTTPCall(server.request(), sink: Full(mayBlock: mayBlock)))
      #expect(error.code == .sinkFailed, "\(error)")
      #expect(error.cause is Full.NoSpace)
      #expect(!error.isRetryable)
    }
  }

  /// Of /tmp the kernel says what it has in memory, of /dev/shm not: the two ways to read.
  @Test(arguments: ["/tmp", "/dev/shm"]) func filesAreSentWholeAndInParts(parent: String) async throws {
    let server = try NginxServer()
    let bytes = Noise.bytes(3_000_000)
    let source = "\(parent)/elasto-http-body-\(server.port)"
    #expect(FileManager.default.createFile(atPath: source, contents: Data(bytes)))
    defer { try? FileManager.default.removeItem(atPath: source) }
    let client = try client()
    for range in [0..<3_000_000, 1_000_000..<1_000_001, 5..<2_999_000, 7..<7] as [Range<Int64>] {
      let body = HTTPBody.file(path: source, range: range)
      #expect(
        try await client.send(HTTPCall(server.request(.put, "/copy"), body: body)).response.status.kind == .successful)
      let copy = try await client.send(HTTPCall(server.request(.get, "/copy")))
      #expect(copy.body == Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
    }
    server.stop()
  }

  @Test func aFileThatIsShorterThanSaidFailsTheCall() async throws {
    let server = try NginxServer()
    try server.folder.write(Noise.bytes(1000), to: "source")
    let client = try client()
    for path in ["source", "missing"] {
      let body = HTTPBody.file(path: "\(server.folder.path)/\(path)", range: 0..<1001)
      let error = try await failure(client, HTTPCall(server.request(.put, "/copy"), body: body))
      #expect(error.code == .bodyFailed, "\(error)")
      #expect(error.message.contains(path))
    }
    server.stop()
  }

  @Test func cancellingFreesTheConnectionAtOnce() async throws {
    let (begun, closed) = (Gate(), Gate())
    let server = try RawServer { connection, _ in
      connection.readRequest()
      begun.open()
      connection.waitForClose()
      closed.open()
    }
    let client = try client()
    let task = Task { try await client.send(HTTPCall(server.request())) }
    await BlockingThreads.files.run { begun.wait() }
    task.cancel()
    let error = await #expect(throws: HTTPError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    await BlockingThreads.files.run { closed.wait() }
  }

  @Test func aCancelledTaskSendsNothing() async throws {
    let server = try RawServer(replying: "")
    let client = try client()
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await client.send(HTTPCall(server.request()))
    }
    let error = await #expect(throws: HTTPError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(server.connectionCount == 0)
  }

  @Test func cancellingManyAtRandomLosesNone() async throws {
    let server = try RawServer { connection, _ in
      while !connection.readRequest().isEmpty { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") }
    }
    let client = try client()
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<400 {
        group.addTask {
          let task = Task { try await client.send(HTTPCall(server.request())) }
          if number % 2 == 0 {
            for _ in 0..<number % 17 { await Task.yield() }
            task.cancel()
          }
          switch await task.result {
          case .success(let reply): return reply.body == Array("ok".utf8)
          case .failure(let error): return (error as? HTTPError)?.code == .cancelled && number % 2 == 0
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes == Array(repeating: true, count: 400))
  }

  @Test func endingTheClientCancelsWhatIsUnderWay() async throws {
    let begun = Gate()
    let server = try RawServer { connection, _ in
      connection.readRequest()
      begun.open()
      connection.waitForClose()
    }
    let client = try client()
    let task = Task { try await client.send(HTTPCall(server.request())) }
    await BlockingThreads.files.run { begun.wait() }
    client.shutdown()
    let error = await #expect(throws: HTTPError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(try await failure(client, HTTPCall(server.request())).code == .cancelled)
  }

  @Test func theThreadEndsWithTheClient() async throws {
    let closed = Gate()
    let server = try RawServer { connection, _ in
      connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
      connection.waitForClose()
      closed.open()
    }
    _ = try await client().send(HTTPCall(server.request()))
    // The kept connection is closed by the thread as its last act.
    await BlockingThreads.files.run { closed.wait() }
  }

  @Test func silenceIsAStallAndSlownessIsNot() async throws {
    let server = try RawServer { connection, _ in
      let request = connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n")
      guard request.hasPrefix("GET /slow") else { return connection.waitForClose() }
      for _ in 0..<20 {
        usleep(50_000)
        connection.send("x")
      }
    }
    let client = try client { $0.stallTimeout = .milliseconds(400) }
    async let slow = client.send(HTTPCall(server.request(.get, "/slow")))
    let error = try await failure(client, HTTPCall(server.request(.get, "/silent")))
    #expect(error.code == .stalled, "\(error)")
    #expect(error.isRetryable)
    #expect(try await slow.body.count == 20)
  }

  @Test func aSlowUploadIsNoStallEither() async throws {
    let count = 4_000_000
    let server = try RawServer { connection, _ in
      connection.keepReceiveBufferSmall()
      _ = connection.readHead()
      var left = count
      // What the kernels on the way hold is written long before it is read here.
      while left > 0 {
        usleep(20_000)
        let got = connection.read(min(left, 40_000)).count
        if got == 0 { return }
        left -= got
      }
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    }
    let client = try client { $0.stallTimeout = .milliseconds(500) }
    let reply = try await client.send(HTTPCall(server.request(.put), body: .bytes(Noise.bytes(count))))
    #expect(reply.response.status == .ok)
  }

  @Test func aReplyBeforeTheBodyIsTakenIsGiven() async throws {
    let server = try RawServer { connection, _ in
      _ = connection.readHead()
      connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
      connection.waitForClose()
    }
    let reply = try await client().send(HTTPCall(server.request(.put), body: .bytes(Noise.bytes(30_000_000))))
    #expect(reply.response.status == .forbidden)
    #expect(reply.body == Array("no".utf8))
  }

  @Test func expectContinueIsTheCallersChoice() async throws {
    let server = try RawServer { connection, _ in
      #expect(connection.readHead().lowercased().contains("expect: 100-continue"))
      connection.send("HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\n\r\n")
      #expect(connection.read(1) == [])
    }
    var request = server.request(.put)
    request.headerFields[.expect] = "100-continue"
    let reply = try await client().send(HTTPCall(request, body: .bytes(Noise.bytes(100_000))))
    #expect(reply.response.status == .preconditionFailed)
  }
}
