import Providers
import ProvidersTesting
import Testing

/// Servers that break the protocol: one clear message with the request's id, and never a wrong result.
@Suite struct S3BadReplyTests {
  static let error = "<Error><Code>InternalError</Code><Message>We encountered an error</Message></Error>"

  private func failure(
    of body: (S3Store) async throws -> Void, _ change: (inout S3Configuration) -> Void = { _ in },
    _ answer: @escaping @Sendable (ScriptedServer.Request, Int) -> [UInt8]
  ) async throws -> StoreError {
    let scripted = try ScriptedStore(change, answer)
    let error = await #expect(throws: StoreError.self) { try await body(scripted.store) }
    let found = try #require(error)
    for secret in ["very-secret", "hidden-token", "Signature="] { #expect(!found.description.contains(secret)) }
    #expect(found.location.hasPrefix("s3:bucket"))
    return found
  }

  @Test(arguments: [
    ("<html><body>Welcome</body></html>", "is about \"html\""),
    ("{\"not\": \"xml\"}", "is not XML"),
    ("<ListBucketResult><Contents><Key>a</Key>", "is not XML"),
    ("", "ended in the middle"),
    (
      "<ListBucketResult><Contents><Key>a%zz</Key></Contents><EncodingType>url</EncodingType></ListBucketResult>",
      "a%zz"
    ),
    ("<ListBucketResult><Contents><Key>a</Key><Size>many</Size></Contents></ListBucketResult>", "cannot be one"),
    ("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>", "gives nothing"),
    (String(repeating: "<a>", count: 100_000), "is about \"a\""),
    ("<ListBucketResult>" + String(repeating: "<a>", count: 100_000), "nests more"),
    (
      "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
        + "<ListBucketResult><Name>&b;</Name></ListBucketResult>", "declares a document type"
    ),
    (
      "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><ListBucketResult></ListBucketResult>", "declares a document type"
    ),
  ])
  func whatIsNoListingIsNoEmptyListing(_ body: String, _ said: String) async throws {
    let error = try await failure(of: { _ = try await $0.list(prefix: "", after: nil, limit: 10) }) { _, _ in
      ScriptedServer.reply(200, body, "x-amz-request-id: R42")
    }
    #expect(error.code == .failed)
    #expect(error.message.contains(said), "\(error)")
  }

  @Test func keysOutOfOrderAreNoticed() async throws {
    let body = ["a/b", "a-b"].map { "<Contents><Key>\($0)</Key><Size>1</Size></Contents>" }.joined()
    let error = try await failure(of: { _ = try await $0.list(prefix: "", after: nil, limit: 10) }) { _, _ in
      ScriptedServer.reply(200, "<ListBucketResult>\(body)</ListBucketResult>")
    }
    #expect(error.message.contains("listing: folders"))
  }

  @Test func aCopyThatFailsBehindStatus200Fails() async throws {
    let error = try await failure(of: { try await $0.copy(from: "a", to: "b", options: PutOptions()) }) { request, _ in
      request.head.hasPrefix("HEAD")
        ? ScriptedServer.reply(200, "", "etag: \"e\"", length: 5)
        : ScriptedServer.reply(200, Self.error, "x-amz-request-id: R42")
    }
    #expect(error.code == .unavailable)
    #expect(error.isRetryable)
    #expect(error.message.contains("InternalError") && error.message.contains("R42"))
  }

  @Test func anUploadThatFailsBehindStatus200Fails() async throws {
    let upload = MultipartUpload(key: "a", id: "1")
    let error = try await failure(of: { try await $0.complete(upload, parts: [], options: PutOptions()) }) { _, _ in
      ScriptedServer.reply(200, Self.error, "x-amz-request-id: R42")
    }
    #expect(error.code == .unavailable && error.isRetryable && error.message.contains("R42"))
  }

  @Test func keysThatAreNotDeletedAreReportedOneByOne() async throws {
    let scripted = try ScriptedStore { request, _ in
      guard request.head.hasPrefix("POST") else { return ScriptedServer.reply(200, "", length: 1) }
      return ScriptedServer.reply(
        200,
        "<DeleteResult><Error><Key>b&amp;</Key><Code>AccessDenied</Code><Message>No</Message></Error>"
          + "<Error><Key>c</Key><Code>InternalError</Code></Error></DeleteResult>", "x-amz-request-id: R42")
    }
    let failures = try await scripted.store.delete(["a", "b&", "c"])
    #expect(failures.map(\.key) == ["b&", "c"])
    #expect(failures.map(\.error.code) == [.accessDenied, .unavailable])
    #expect(failures.allSatisfy { $0.error.message.contains("R42") })
    let sent = try #require(scripted.server.requests.first)
    #expect(String(decoding: sent.body, as: UTF8.self).contains("<Key>b&amp;</Key>"))
    #expect(sent.field("content-md5") != nil)
    await #expect(throws: StoreError.self) {
      _ = try await ScriptedStore { _, _ in ScriptedServer.reply(200, Self.error) }.store.delete(["a", "b"])
    }
  }

  @Test(arguments: [
    (ScriptedServer.reply(200, "short", length: 10), StoreError.Code.truncated, true),
    (ScriptedServer.reply(200, "hello", "etag: \"00000000000000000000000000000000\""), .corrupted, true),
    (ScriptedServer.reply(200, "hello", "x-amz-checksum-crc32c: AAAAAA=="), .corrupted, true),
    (ScriptedServer.reply(404, "<html>no such page</html>"), .failed, false),
    (ScriptedServer.reply(500, "<html>oops</html>"), .unavailable, true),
    (Array("SSH-2.0-OpenSSH\r\n".utf8), .failed, false),
  ])
  func aWrongBodyIsNoObject(_ reply: [UInt8], _ code: StoreError.Code, _ isRetryable: Bool) async throws {
    let error = try await failure(of: { _ = try await $0.get("key") }) { _, _ in reply }
    #expect(error.code == code, "\(error)")
    #expect(error.isRetryable == isRetryable)
  }

  @Test func aRightBodyIsAnObject() async throws {
    for fields in ["etag: \"5d41402abc4b2a76b9719d911017c592\"", "x-amz-checksum-crc32c: mnG7TA==", "etag: \"x-2\""] {
      let scripted = try ScriptedStore { _, _ in ScriptedServer.reply(200, "hello", fields) }
      #expect(try await scripted.store.get("key") == Array("hello".utf8))
    }
  }

  @Test(arguments: [
    (ScriptedServer.reply(206, "hello", "content-range: bytes 0-4/9"), StoreError.Code.failed),
    (ScriptedServer.reply(206, "hell", "content-range: bytes 1-4/5"), .invalidRange),
    (ScriptedServer.reply(206, "hell", "content-range: bytes 1-4/9"), .truncated),
    (ScriptedServer.reply(206, "hello", "content-range: nonsense"), .failed),
    (ScriptedServer.reply(200, "hello world"), .failed),
    (ScriptedServer.reply(416, "<Error><Code>InvalidRange</Code></Error>"), .invalidRange),
  ])
  func aWrongRangeIsNoPart(_ reply: [UInt8], _ code: StoreError.Code) async throws {
    let error = try await failure(of: { _ = try await $0.get("key", range: 1..<6) }) { _, _ in reply }
    #expect(error.code == code, "\(error)")
  }

  @Test func whatTheStoreKeptMustBeWhatWasSent() async throws {
    let error = try await failure(of: { try await $0.put("key", [1, 2, 3]) }) { _, _ in
      ScriptedServer.reply(200, "", "x-amz-checksum-crc32c: AAAAAA==", "x-amz-request-id: R42")
    }
    #expect(error.code == .corrupted && error.isRetryable && error.message.contains("R42"))
  }

  @Test func aThrottlingStoreSaysHowLongToWait() async throws {
    for (status, code) in [(503, "SlowDown"), (429, "TooManyRequests"), (503, "ServiceUnavailable")] {
      let error = try await failure(of: { _ = try await $0.head("key") }) { _, _ in
        ScriptedServer.reply(status, "<Error><Code>\(code)</Code></Error>", "retry-after: 7")
      }
      #expect(error.code == .throttled && error.isRetryable)
      #expect(error.retryAfter == .seconds(7))
    }
  }

  @Test func clocksThatDifferAreBothNamed() async throws {
    // 2027-01-15 08:00:00 UTC is the time here.
    for code in ["RequestTimeTooSkewed", "AccessDenied"] {
      let error = try await failure(of: { _ = try await $0.get("key") }) { _, _ in
        ScriptedServer.reply(
          403, "<Error><Code>\(code)</Code></Error>", "date: Fri, 15 Jan 2027 09:00:01 GMT", "x-amz-request-id: R42")
      }
      #expect(error.code == .accessDenied && !error.isRetryable)
      for text in ["2027-01-15 08:00:00 UTC", "2027-01-15 09:00:01 UTC", "R42"] {
        #expect(error.message.contains(text))
      }
    }
  }

  @Test func aMissingBucketIsNamed() async throws {
    let error = try await failure(of: { try await $0.put("key", [1]) }) { _, _ in
      ScriptedServer.reply(404, "<Error><Code>NoSuchBucket</Code><RequestId>R42</RequestId></Error>")
    }
    #expect(error.code == .notFound)
    #expect(error.message.contains("no bucket \"bucket\"") && error.message.contains("R42"))
  }
}
