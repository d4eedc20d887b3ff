import HTTPTypes
import Providers
import Synchronization
import Testing

/// The pace and the observer: who may send how much, and what is told of it.
@Suite struct HTTPPaceTests {
  private final class Records: HTTPObserver {
    let all = Mutex<[HTTPRecord]>([])
    func exchangeEnded(_ record: HTTPRecord) { all.withLock { $0.append(record) } }
  }

  @Test(arguments: [true, false]) func thePaceIsKeptInBothDirectionsWithoutBusyWaiting(toSink: Bool) async throws {
    let server = try NginxServer()
    defer { server.stop() }
    let pace = SteppingPace()
    let client = try HTTPClient(
      configuration: HTTPConfiguration(proxies: .none, stallTimeout: .milliseconds(500), pace: pace))
    let bytes = Noise.bytes(1_000_000)
    let clock = ContinuousClock()
    let start = clock.now
    _ = try await client.send(HTTPCall(server.request(.put, "/a"), body: .bytes(bytes)))
    let sink = toSink ? GatedSink() : nil
    sink?.gate.open()
    let reply = try await client.send(HTTPCall(server.request(.get, "/a"), sink: sink))
    #expect((sink?.bytes ?? reply.body) == bytes)
    let state = pace.state.withLock { $0 }
    #expect(state.granted[.upload] == bytes.count)
    #expect(state.granted[.download] == bytes.count)
    // Each piece was asked for once, and once more after the pause it was told to make.
    let pieces = 2 * bytes.count / SteppingPace.piece
    #expect(state.questions >= pieces)
    #expect(state.questions <= 8 * pieces)
    #expect(clock.now - start >= .milliseconds(3) * (pieces / 2))
  }

  @Test func anExchangeIsRecorded() async throws {
    let server = try RawServer { connection, number in
      connection.readRequest()
      connection.send(
        "HTTP/1.1 200 OK\r\nx-amz-request-id: R1\r\nContent-Length: 5\r\n\r\nhel\(number == 0 ? "lo" : "")")
    }
    let records = Records()
    let client = try HTTPClient(configuration: HTTPConfiguration(proxies: .none, observer: records))
    let call = HTTPCall(server.request(.put, "/key?X-Amz-Signature=secret"), body: .bytes([1, 2, 3]))
    _ = try await client.send(call)
    await #expect(throws: HTTPError.self) { try await client.send(call) }
    let all = records.all.withLock { $0 }
    try #require(all.count == 2)
    #expect(all.map(\.method) == [.put, .put])
    #expect(all.map(\.location) == Array(repeating: "http://127.0.0.1:\(server.port)/key", count: 2))
    #expect(all.map(\.status) == [200, nil])
    #expect(all.map(\.failure) == [nil, .interrupted])
    #expect(all.map(\.sentBytes) == [3, 3])
    #expect(all.map(\.receivedBytes) == [5, 3])
    #expect(all[0].requestID == "R1")
    let first = try #require(all[0].timeToFirstByte)
    #expect(first > .zero && first <= all[0].duration)
  }
}
