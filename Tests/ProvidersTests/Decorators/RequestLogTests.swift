import HTTPTypes
import Providers
import ProvidersTesting
import Synchronization
import Testing

@Suite struct RequestLogTests {
  private final class Lines: Sendable {
    private let state = Mutex<[String]>([])

    var all: [String] { state.withLock { $0 } }

    func append(_ line: String) { state.withLock { $0.append(line) } }
  }

  private let lines = Lines()

  private var log: RequestLog { RequestLog { [lines] in lines.append($0) } }

  @Test func aLineSaysWhatCameOfARequest() {
    log.exchangeEnded(
      HTTPRecord(
        method: .put, location: "https://s3.example.org/bucket/key", queryNames: ["partNumber", "uploadId"],
        status: 200,
        sentBytes: 12, timeToFirstByte: .milliseconds(7), duration: .milliseconds(1234), requestID: "ABC"))
    #expect(
      lines.all == [
        "PUT https://s3.example.org/bucket/key?partNumber&uploadId 200 sent 12 in 1234 ms first byte after 7 ms "
          + "request ABC"
      ])
  }

  @Test func aMissingReplyHasItsReason() {
    log.exchangeEnded(HTTPRecord(method: .get, location: "http://h/k", failure: .stalled, duration: .seconds(60)))
    #expect(lines.all == ["GET http://h/k no reply (stalled) in 60000 ms"])
  }

  @Test func noLineHoldsAPasswordOrASecondLine() {
    log.exchangeEnded(
      HTTPRecord(
        method: .get, location: "http://me:geheim@host:1/a@b?X-Amz-Signature=geheim", status: 200, requestID: "a\nb"))
    log.willRepeat(
      StoreOperation(.put, "new\nline"), after: .seconds(1),
      because: StoreError(.unavailable, "it\nfailed", location: ""))
    #expect(
      lines.all == [
        "GET http://host:1/a@b 200 in 0 ms request a\u{FFFD}b",
        "repeating put of new\u{FFFD}line in 1000 ms: it\u{FFFD}failed",
      ])
  }

  /// A whole exchange with a secret in every place where one may be.
  @Test func nothingSecretOfARealRequestIsLogged() async throws {
    let client = try HTTPClient(configuration: HTTPConfiguration(proxies: HTTPProxies(), observer: log))
    var request = HTTPRequest(
      method: .get, scheme: "http", authority: "127.0.0.1:1", path: "/k?X-Amz-Signature=geheim&X-Amz-Credential=geheim")
    request.headerFields[.authorization] = "AWS4-HMAC-SHA256 geheim"
    for name in ["x-amz-security-token", "x-amz-server-side-encryption-customer-key"] {
      request.headerFields[try #require(HTTPField.Name(name))] = "geheim"
    }
    _ = try? await client.send(HTTPCall(request))
    #expect(lines.all.count == 1)
    #expect(lines.all.allSatisfy { $0.hasPrefix("GET http://127.0.0.1:1/k?X-Amz-Signature&X-Amz-Credential no reply") })
    #expect(!lines.all.joined().contains("geheim"))
  }
}
