import HTTPTypes
import Providers
import Testing

/// Plain exchanges with a real server.
@Suite struct HTTPClientTests {
  @Test func whatIsPutComesBack() async throws {
    let server = try NginxServer()
    let client = try HTTPClient()
    let bytes = Noise.bytes(300_000)
    let put = try await client.send(HTTPCall(server.request(.put, "/a/b"), body: .bytes(bytes)))
    #expect(put.response.status == 201)
    let got = try await client.send(HTTPCall(server.request(.get, "/a/b")))
    #expect(got.response.status == 200)
    #expect(got.body == bytes)
    #expect(got.response.headerFields[.contentLength] == "300000")
    let head = try await client.send(HTTPCall(server.request(.head, "/a/b")))
    #expect(head.response.headerFields[.contentLength] == "300000")
    #expect(head.body.isEmpty)
    let sink = CollectingSink()
    let streamed = try await client.send(HTTPCall(server.request(.get, "/a/b"), sink: sink))
    #expect(streamed.receivedBytes == 300_000)
    #expect(sink.bytes == bytes)
    #expect(try await client.send(HTTPCall(server.request(.delete, "/a/b"))).response.status == 204)
    #expect(try await client.send(HTTPCall(server.request(.get, "/a/b"))).response.status == 404)
  }
}
