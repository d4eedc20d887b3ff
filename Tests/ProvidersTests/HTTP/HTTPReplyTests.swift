import HTTPTypes
import Providers
import Testing

/// Replies that are strange, damaged or hostile: each gives a whole reply or one precise error.
@Suite struct HTTPReplyTests {
  let client: HTTPClient

  init() throws { client = try HTTPClient(configuration: HTTPConfiguration(proxies: .none)) }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reply: String
    var method = HTTPRequest.Method.get
    var status = 200
    var body = ""
  }

  @Test(arguments: [
    Case(testDescription: "length", reply: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", body: "hello"),
    Case(testDescription: "until the end", reply: "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello", body: "hello"),
    Case(testDescription: "HTTP/1.0", reply: "HTTP/1.0 200 OK\r\n\r\nhello", body: "hello"),
    Case(testDescription: "no reason", reply: "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", body: "hi"),
    Case(testDescription: "lines without CR", reply: "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", body: "hi"),
    Case(
      testDescription: "chunks with trailers",
      reply: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nX-Late: 1\r\n\r\n",
      body: "hello"),
    Case(
      testDescription: "1xx first",
      reply: "HTTP/1.1 103 Early Hints\r\nX-Late: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", body: "hi"),
    Case(testDescription: "HEAD", reply: "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", method: .head),
    Case(testDescription: "204", reply: "HTTP/1.1 204 No Content\r\n\r\n", status: 204),
    Case(testDescription: "304", reply: "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", status: 304),
    Case(
      testDescription: "error with a body", reply: "HTTP/1.1 503 Slow\r\nContent-Length: 2\r\n\r\nno", status: 503,
      body: "no"),
    Case(testDescription: "an unknown status", reply: "HTTP/1.1 799 Odd\r\nContent-Length: 0\r\n\r\n", status: 799),
    Case(
      testDescription: "longer than promised", reply: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi, and more",
      body: "hi"),
    Case(
      testDescription: "a redirect", reply: "HTTP/1.1 307 T\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", status: 307),
  ]) func wholeReplies(_ sample: Case) async throws {
    let server = try RawServer(replying: sample.reply)
    let reply = try await client.send(HTTPCall(server.request(sample.method)))
    #expect(reply.response.status.code == sample.status)
    #expect(String(decoding: reply.body, as: UTF8.self) == sample.body)
    #expect(reply.receivedBytes == sample.body.utf8.count)
    #expect(reply.response.headerFields[try name("X-Late")] == nil)
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reply: String
    let code: HTTPError.Code
    let isRetryable: Bool
  }

  @Test(arguments: [
    Damage(testDescription: "nothing", reply: "", code: .interrupted, isRetryable: true),
    Damage(
      testDescription: "cut short", reply: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", code: .interrupted,
      isRetryable: true),
    Damage(
      testDescription: "chunks cut short", reply: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
      code: .interrupted, isRetryable: true),
    Damage(
      testDescription: "no last chunk", reply: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
      code: .interrupted, isRetryable: true),
    Damage(
      testDescription: "no chunk at all", reply: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
      code: .malformed, isRetryable: true),
    Damage(
      testDescription: "head cut short", reply: "HTTP/1.1 200 OK\r\nContent-Le", code: .interrupted, isRetryable: true),
    Damage(testDescription: "SSH", reply: "SSH-2.0-OpenSSH_9.2\r\n", code: .malformed, isRetryable: false),
    Damage(testDescription: "noise", reply: "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}", code: .malformed, isRetryable: false),
    Damage(testDescription: "no status", reply: "HTTP/1.1 OK\r\n\r\n", code: .malformed, isRetryable: false),
    Damage(
      testDescription: "a field without a name", reply: "HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n",
      code: .malformed, isRetryable: false),
    Damage(
      testDescription: "a field without a colon", reply: "HTTP/1.1 200 OK\r\nhello\r\nContent-Length: 0\r\n\r\n",
      code: .malformed, isRetryable: false),
    Damage(
      testDescription: "a length that is none", reply: "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
      code: .malformed, isRetryable: false),
  ]) func damagedReplies(_ sample: Damage) async throws {
    let server = try RawServer(replying: sample.reply)
    let sink = CollectingSink()
    let error = await #expect(throws: HTTPError.self) {
      try await client.send(HTTPCall(server.request(.get, "/key?X-Amz-Signature=secret"), sink: sink))
    }
    #expect(error?.code == sample.code, "\(String(describing: error))")
    #expect(error?.isRetryable == sample.isRetryable)
    #expect(error?.location == "http://127.0.0.1:\(server.port)/key")
    #expect(error.map { "\($0)".contains("secret") } == false)
  }

  @Test func aConnectionThatIsResetInMidBodyIsInterrupted() async throws {
    let server = try RawServer { connection, _ in
      connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhello")
      connection.reset()
    }
    let error = await #expect(throws: HTTPError.self) { try await client.send(HTTPCall(server.request())) }
    #expect(error?.code == .interrupted)
    #expect(error?.isRetryable == true)
  }

  @Test(arguments: ["X-Flood: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", "HTTP/1.1 100 C\r\n\r\n"])
  func aFloodOfFieldsEnds(line: String) async throws {
    let server = try RawServer { connection, _ in
      connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\n")
      while connection.send(line) {}
    }
    let error = await #expect(throws: HTTPError.self) { try await client.send(HTTPCall(server.request())) }
    #expect(error?.code == .malformed, "\(String(describing: error))")
  }

  @Test func fieldsComeAsTheyWereSent() async throws {
    let server = try RawServer(
      replying: "HTTP/1.1 200 OK\r\nETag:\"a\" \r\nx-amz-meta-A:  ü, \"b\"\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
        + "X-Empty:\r\nX-Long: a\r\n  b\r\nContent-Length: 0\r\n\r\n")
    let fields = try await client.send(HTTPCall(server.request())).response.headerFields
    #expect(fields[.eTag] == "\"a\"")
    #expect(fields[values: .setCookie] == ["a=1", "b=2"])
    #expect(fields[try name("X-Amz-Meta-A")] == "ü, \"b\"")
    #expect(fields[try name("x-empty")] == "")
    #expect(fields[try name("x-long")] == "a b")
    #expect(
      fields.map(\.name.rawName) == [
        "ETag", "x-amz-meta-A", "Set-Cookie", "Set-Cookie", "X-Empty", "X-Long", "Content-Length",
      ])
  }

  @Test func aCollectedBodyHasALimit() async throws {
    let server = try RawServer(replying: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789")
    #expect(try await client.send(HTTPCall(server.request(), collectionLimit: 9)).body.count == 9)
    let error = await #expect(throws: HTTPError.self) {
      try await client.send(HTTPCall(server.request(), collectionLimit: 8))
    }
    #expect(error?.code == .tooLarge)
    #expect(error?.isRetryable == false)
  }

  @Test func onlySuccessGoesToTheSink() async throws {
    let server = try RawServer(replying: "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\n<no>")
    let sink = CollectingSink()
    let reply = try await client.send(HTTPCall(server.request(), sink: sink))
    #expect(sink.bytes.isEmpty)
    #expect(reply.body == Array("<no>".utf8))
  }

  private func name(_ text: String) throws -> HTTPField.Name { try #require(HTTPField.Name(text)) }
}
