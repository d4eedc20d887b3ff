import Foundation
import HTTPTypes
import Providers
import ProvidersTesting
import Synchronization
import Testing

/// Connections: how they are made, kept, shared and given up.
@Suite struct HTTPConnectionTests {
  private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  private func client(_ change: (inout HTTPConfiguration) -> Void = { _ in }) throws -> HTTPClient {
    var configuration = HTTPConfiguration(proxies: .none)
    change(&configuration)
    return try HTTPClient(configuration: configuration)
  }

  private func failure(_ client: HTTPClient, _ call: HTTPCall) async throws -> HTTPError {
    try #require(await #expect(throws: HTTPError.self) { try await client.send(call) })
  }

  @Test func aConnectionIsKeptForTheNextRequest() async throws {
    let server = try RawServer { connection, _ in
      while !connection.readRequest().isEmpty { connection.send(Self.ok) }
    }
    let client = try client()
    for _ in 0..<10 { #expect(try await client.send(HTTPCall(server.request())).body == Array("ok".utf8)) }
    #expect(server.connectionCount == 1)
  }

  @Test func noMoreConnectionsThanAllowedAreMadeAndWaitingIsNoTimeOut() async throws {
    let server = try RawServer { connection, _ in
      while !connection.readRequest().isEmpty {
        usleep(60_000)
        connection.send(Self.ok)
      }
    }
    let client = try client {
      $0.connectionsPerHost = 2
      $0.connectTimeout = .milliseconds(300)
      $0.stallTimeout = .milliseconds(400)
    }
    try await withThrowingTaskGroup { group in
      for _ in 0..<30 { group.addTask { _ = try await client.send(HTTPCall(server.request())) } }
      try await group.waitForAll()
    }
    #expect(server.connectionCount <= 2)
  }

  @Test func whatFollowsAReplyUnaskedIsNoReply() async throws {
    let server = try RawServer { connection, number in
      connection.readRequest()
      connection.send(Self.ok + (number == 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil" : ""))
      connection.waitForClose()
    }
    let client = try client()
    for _ in 0..<2 { #expect(try await client.send(HTTPCall(server.request())).body == Array("ok".utf8)) }
    #expect(server.connectionCount == 2)
  }

  @Test(arguments: [HTTPRequest.Method.get, .put]) func aKeptConnectionThatDiesCostsNothing(method: HTTPRequest.Method)
    async throws
  {
    let server = try RawServer { connection, number in
      #expect(connection.readRequest().hasSuffix(method == .put ? "\r\n\r\nbody" : "\r\n\r\n"))
      connection.send(Self.ok)
      if number > 0 { return }
      // Takes the next request, and dies without a word.
      _ = connection.readHead()
    }
    let client = try client()
    let body = method == .put ? HTTPBody.bytes(Array("body".utf8)) : .none
    for _ in 0..<2 {
      #expect(try await client.send(HTTPCall(server.request(method), body: body)).body == Array("ok".utf8))
    }
    #expect(server.connectionCount == 2)
  }

  @Test func aConditionalRequestThatMayHaveBeenObeyedIsNotSentTwice() async throws {
    let server = try RawServer { connection, _ in
      connection.readRequest()
      connection.send(Self.ok)
      connection.readRequest()
    }
    let client = try client()
    var request = server.request(.put)
    request.headerFields[.ifNoneMatch] = "*"
    let call = HTTPCall(request, body: .bytes([1, 2, 3]))
    _ = try await client.send(call)
    let error = try await failure(client, call)
    #expect(error.code == .interrupted, "\(error)")
    #expect(error.isRetryable)
  }

  @Test func noAddressIsSaid() async throws {
    let request = HTTPRequest(method: .get, scheme: "http", authority: "no-such-host.invalid", path: "/")
    let error = try await failure(try client(), HTTPCall(request))
    #expect(error.code == .unresolved, "\(error)")
    #expect(error.message.contains("no-such-host.invalid"))
  }

  @Test func aRefusedPortIsUnreachable() async throws {
    let request = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:\(LoopbackPort.unused())", path: "/")
    let error = try await failure(try client(), HTTPCall(request))
    #expect(error.code == .unreachable, "\(error)")
    #expect(error.isRetryable)
  }

  @Test func aHandshakeThatNeverEndsIsUnreachable() async throws {
    let server = try RawServer { connection, _ in connection.waitForClose() }
    let client = try client { $0.connectTimeout = .milliseconds(150) }
    let request = HTTPRequest(method: .get, scheme: "https", authority: "127.0.0.1:\(server.port)", path: "/")
    let error = try await failure(client, HTTPCall(request))
    #expect(error.code == .unreachable, "\(error)")
  }

  @Test(arguments: ["ftp", "file", ""]) func otherSchemesAreRefused(scheme: String) async throws {
    let request = HTTPRequest(method: .get, scheme: scheme, authority: "127.0.0.1", path: "/etc/passwd")
    #expect(try await failure(try client(), HTTPCall(request)).code == .misconfigured)
  }

  @Test(arguments: ["/a b", "/ü", "/a\r\nX: y", "a"]) func pathsThatAreNotEncodedAreRefused(path: String) async throws {
    let request = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:1", path: path)
    #expect(try await failure(try client(), HTTPCall(request)).code == .misconfigured)
  }

  @Test func aRequestIsSentAsItIs() async throws {
    let seen = Mutex("")
    let server = try RawServer { connection, _ in
      let request = connection.readRequest()
      seen.withLock { $0 = request }
      connection.send(Self.ok)
    }
    var request = server.request(.delete, "/a/../b//c/./%2e%2E%2f?x=%20+&y")
    request.headerFields = [
      try #require(.init("X-Empty")): "", .range: "bytes=0-1", try #require(.init("x-amz-Date")): "now",
    ]
    _ = try await client().send(HTTPCall(request))
    #expect(
      seen.withLock { $0 } == """
        DELETE /a/../b//c/./%2e%2E%2f?x=%20+&y HTTP/1.1\r
        Host: 127.0.0.1:\(server.port)\r
        X-Empty:\r
        Range: bytes=0-1\r
        x-amz-Date: now\r\n\r\n
        """)
  }

  @Test(arguments: [HTTPRequest.Method.put, .post]) func anEmptyBodySaysSo(method: HTTPRequest.Method) async throws {
    let seen = Mutex("")
    let server = try RawServer { connection, _ in
      let request = connection.readRequest()
      seen.withLock { $0 = request }
      connection.send(Self.ok)
    }
    _ = try await client().send(HTTPCall(server.request(method)))
    #expect(
      seen.withLock { $0 }
        == "\(method) / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 0\r\n\r\n")
  }

  @Test func redirectsAreFollowedOnlyWhenAskedFor() async throws {
    let server = try RawServer { connection, _ in
      while true {
        let request = connection.readRequest()
        if request.isEmpty { return }
        let isLast = request.hasPrefix("GET /b ")
        connection.send(isLast ? Self.ok : "HTTP/1.1 302 F\r\nLocation: /b\r\nContent-Length: 3\r\n\r\nno!")
      }
    }
    let client = try client()
    #expect(try await client.send(HTTPCall(server.request())).response.status.code == 302)
    let sink = CollectingSink()
    let reply = try await client.send(HTTPCall(server.request(), sink: sink, redirectLimit: 3))
    #expect(reply.response.status.code == 200)
    #expect(sink.bytes == Array("ok".utf8))
    #expect(try await client.send(HTTPCall(server.request())).response.status.code == 302)
  }

  @Test func theProxyOfTheEnvironmentIsUsedAndItsExceptionsAreNot() async throws {
    let proxy = try RawServer { connection, _ in
      let request = connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy")
      #expect(request.hasPrefix("GET http://store.invalid:8080/key?x HTTP/1.1\r\n"))
    }
    let direct = try RawServer(replying: Self.ok)
    let environment = ["http_proxy": "http://127.0.0.1:\(proxy.port)", "no_proxy": "example.org,127.0.0.1"]
    let client = try client { $0.proxies = .fromEnvironment(environment) }
    let away = HTTPRequest(method: .get, scheme: "http", authority: "store.invalid:8080", path: "/key?x")
    #expect(try await client.send(HTTPCall(away)).body == Array("proxy".utf8))
    #expect(try await client.send(HTTPCall(direct.request())).body == Array("ok".utf8))
    #expect(proxy.connectionCount == 1)
  }

  @Test func theProxiesOfTheEnvironment() {
    #expect(HTTPProxies.fromEnvironment([:]) == .none)
    #expect(HTTPProxies.fromEnvironment(["HTTP_PROXY": "a"]) == .none)
    #expect(HTTPProxies.fromEnvironment(["HTTPS_PROXY": "a", "NO_PROXY": "b"]) == .init(https: "a", exceptions: "b"))
    #expect(HTTPProxies.fromEnvironment(["all_proxy": "a", "http_proxy": "b"]) == .init(http: "b", https: "a"))
    #expect(HTTPProxies.fromEnvironment(["all_proxy": "a", "https_proxy": ""]) == .init(http: "a", https: "a"))
  }
}
