import HTTPTypes
import Providers
import ProvidersTesting
import Secrets
import Synchronization
import Testing

/// Answers that say how to ask again: another region, another host, a new session.
@Suite struct S3RedirectTests {
  private static let found = ScriptedServer.reply(200, "x", "etag: \"e\"")

  @Test(arguments: [
    ScriptedServer.reply(400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-central-1</Region></Error>"),
    ScriptedServer.reply(301, "<Error><Code>PermanentRedirect</Code></Error>", "x-amz-bucket-region: eu-central-1"),
  ])
  func theRegionIsLearntOnce(_ answer: [UInt8]) async throws {
    let scripted = try ScriptedStore { request, _ in
      request.head.contains("/eu-central-1/s3/aws4_request") ? Self.found : answer
    }
    for _ in 0..<3 { #expect(try await scripted.store.get("key") == Array("x".utf8)) }
    #expect(scripted.server.requests.count == 4)
  }

  @Test func aRegionThatLeadsNowhereEndsAtOnce() async throws {
    let scripted = try ScriptedStore { _, number in
      ScriptedServer.reply(301, "<Error><Code>PermanentRedirect</Code></Error>", "x-amz-bucket-region: r-\(number)")
    }
    let error = await #expect(throws: StoreError.self) { _ = try await scripted.store.get("key") }
    #expect(error?.message.contains("region r-1") == true)
    #expect(scripted.server.requests.count == 2)
  }

  @Test func credentialsGoToNoOtherHost() async throws {
    let other = try ScriptedServer { _, _ in Self.found }
    for location in ["http://localhost:\(other.port)/bucket/key", "http://127.0.0.1:\(other.port)/bucket/key"] {
      let scripted = try ScriptedStore { _, _ in
        ScriptedServer.reply(307, "<Error><Code>TemporaryRedirect</Code></Error>", "location: \(location)")
      }
      let error = await #expect(throws: StoreError.self) { _ = try await scripted.store.get("key") }
      #expect(error?.code == .failed)
    }
    #expect(other.requests.isEmpty)
  }

  @Test func aRedirectOnTheSameHostIsFollowedWithTheBody() async throws {
    let scripted = try ScriptedStore { request, number in
      number == 0
        ? ScriptedServer.reply(
          307, "", "location: http://\(request.field("host") ?? "")/elsewhere/key")
        : ScriptedServer.reply(200)
    }
    try await scripted.store.put("key", [1, 2, 3])
    #expect(scripted.server.requests.map(\.line) == ["PUT /bucket/key", "PUT /elsewhere/key"])
    #expect(scripted.server.requests.map(\.body) == [[1, 2, 3], [1, 2, 3]])
  }

  @Test func anEndedSessionIsRenewedOnce() async throws {
    let source = CountedCredentials()
    let scripted = try ScriptedStore(credentials: source) { request, _ in
      request.field("x-amz-security-token") == "session-1"
        ? Self.found : ScriptedServer.reply(400, "<Error><Code>ExpiredToken</Code></Error>")
    }
    #expect(try await scripted.store.get("key") == Array("x".utf8))
    #expect(scripted.server.requests.count == 2)
    await source.invalidate()
    let error = await #expect(throws: StoreError.self) { _ = try await scripted.store.get("key") }
    #expect(error?.code == .accessDenied)
    #expect(error?.message.contains("(from test)") == true)
    #expect(scripted.server.requests.count == 4)
  }

  @Test func withoutCredentialsNothingIsSent() async throws {
    let scripted = try ScriptedStore(credentials: FixedS3Credentials(nil)) { _, _ in Self.found }
    let error = await #expect(throws: StoreError.self) { _ = try await scripted.store.get("key") }
    #expect(error?.code == .accessDenied)
    #expect(error?.message.contains("AWS_ACCESS_KEY_ID") == true)
    #expect(scripted.server.requests.isEmpty)
  }
}

/// A new session with each invalidation.
private final class CountedCredentials: S3CredentialSource {
  private let count = Mutex(0)

  func credentials() async throws(StoreError) -> S3Credentials? {
    S3Credentials(
      accessKeyID: "AKID", secretAccessKey: SecretBytes(copying: [1]),
      sessionToken: SecretBytes(copying: Array("session-\(count.withLock { $0 })".utf8)), origin: "test")
  }

  func invalidate() async { count.withLock { $0 += 1 } }
}
