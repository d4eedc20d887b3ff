import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

/// What goes over the wire.
@Suite struct S3RequestTests {
  @Test func newObjectsCarryWhatTheConfigurationSays() async throws {
    let scripted = try ScriptedStore {
      $0.storageClass = "STANDARD_IA"
      $0.encryption = .managed(keyID: "key-1")
      $0.tags = ["team": "a b", "x": "1"]
      $0.protection = S3Protection(mode: .compliance, days: 2, legalHold: true)
      $0.requesterPays = true
    } _: { _, _ in
      ScriptedServer.reply(200)
    }
    let options = PutOptions(condition: .ifAbsent, contentType: "text/plain", metadata: ["note": "é 100%"])
    try await scripted.store.put("key", [1], options: options)
    let request = try #require(scripted.server.requests.first)
    let expected = [
      "x-amz-storage-class": "STANDARD_IA", "x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": "key-1", "x-amz-tagging": "team=a%20b&x=1",
      "x-amz-object-lock-mode": "COMPLIANCE", "x-amz-object-lock-retain-until-date": "2027-01-17T08:00:00Z",
      "x-amz-object-lock-legal-hold": "ON", "x-amz-request-payer": "requester", "if-none-match": "*",
      "content-type": "text/plain", "x-amz-meta-note": "%C3%A9 100%25", "x-amz-checksum-crc32c": "oBbQUg==",
      "x-amz-content-sha256": "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
    ]
    for (name, value) in expected { #expect(request.field(name) == value, "\(name)") }
  }

  @Test(arguments: [
    (S3PayloadSigning.automatic, "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"),
    (.never, "UNSIGNED-PAYLOAD"),
  ])
  func bodiesAreSignedOverPlainHTTPUnlessSaidOtherwise(_ signing: S3PayloadSigning, _ value: String) async throws {
    let scripted = try ScriptedStore {
      $0.payloadSigning = signing
    } _: { _, _ in
      ScriptedServer.reply(200)
    }
    try await scripted.store.put("key", [1])
    #expect(scripted.server.requests.first?.field("x-amz-content-sha256") == value)
  }

  @Test(
    arguments: [
      (
        nil, "eu-central-1", S3Addressing.automatic, "bucket", "bucket.s3.eu-central-1.amazonaws.com",
        "/a%2Fb%3F/%2B%20"
      ),
      (nil, "cn-north-1", .automatic, "bucket", "bucket.s3.cn-north-1.amazonaws.com.cn", "/a%2Fb%3F/%2B%20"),
      (nil, "eu-central-1", .automatic, "with.dot", "s3.eu-central-1.amazonaws.com", "/with.dot/a%2Fb%3F/%2B%20"),
      ("https://s3.example.org", nil, .automatic, "bucket", "s3.example.org", "/bucket/a%2Fb%3F/%2B%20"),
      ("http://s3.example.org:8333", nil, .virtualHost, "bucket", "bucket.s3.example.org:8333", "/a%2Fb%3F/%2B%20"),
      ("https://s3.example.org:443/", nil, .path, "bucket", "s3.example.org", "/bucket/a%2Fb%3F/%2B%20"),
      ("http://[::1]:9000", nil, .automatic, "bucket", "[::1]:9000", "/bucket/a%2Fb%3F/%2B%20"),
    ] as [(String?, String?, S3Addressing, String, String, String)])
  func theBucketIsInTheHostOrInThePath(
    _ endpoint: String?, _ region: String?, _ addressing: S3Addressing, _ bucket: String, _ authority: String,
    _ path: String
  ) throws {
    var configuration = S3Configuration(
      bucket: bucket, region: region, endpoint: try endpoint.map { url throws(StoreError) in try S3Endpoint(url) })
    configuration.addressing = addressing
    let request = S3Place(configuration).request(S3Request(.get, .object(key: "a%2Fb?/+ "), action: "reading"))
    #expect(request.authority == authority)
    #expect(request.path == path.replacing("%2F", with: "%252F"))
  }

  @Test(arguments: [
    "s3.example.org", "ftp://x", "https://", "https://a/b", "https://a:0", "https://a:99999", "https://a b",
    "https://u@h",
    "https://a?b", "https:///", "https://[::1",
  ])
  func whatIsNoEndpointIsRefused(_ text: String) {
    #expect(throws: StoreError.self) { try S3Endpoint(text) }
  }

  @Test(arguments: ["", "ab", "a/b", "a?b", "../x", ".hidden", "ünï"])
  func whatIsNoBucketIsRefused(_ name: String) {
    #expect(throws: StoreError.self) {
      try ScriptedStore {
        $0.bucket = name
      } _: { _, _ in
        []
      }
    }
  }

  @Test func aCustomersKeyGoesOverTLSOnly() {
    let key = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
    let error = #expect(throws: StoreError.self) {
      try ScriptedStore {
        $0.encryption = .customer(key: key)
      } _: { _, _ in
        []
      }
    }
    #expect(error?.message.contains("https:") == true)
  }

  @Test func aConditionThatTheServerIgnoresIsNotSent() async throws {
    let scripted = try ScriptedStore {
      $0.conditionalWrites = .none
    } _: { _, _ in
      ScriptedServer.reply(200)
    }
    for condition in [PutCondition.ifAbsent, .ifMatch(etag: "e")] {
      let error = await #expect(throws: StoreError.self) {
        try await scripted.store.put("key", [1], options: PutOptions(condition: condition))
      }
      #expect(error?.code == .unsupported)
    }
    #expect(scripted.server.requests.isEmpty)
    #expect(!scripted.store.capabilities.contains(.putIfAbsent))
  }

  @Test(arguments: ["", "plain", "é", "100%", "%41", " spaces ", "a\nb\r\u{0}", "\u{1F600}", "=?utf-8?q?x?="])
  func metadataOfAnyTextComesBack(_ value: String) throws {
    var fields = HTTPFields()
    try UserMetadata.s3.add(["note": value], to: &fields, location: "")
    #expect(fields.allSatisfy { $0.value.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
    #expect(UserMetadata.s3.read(fields) == ["note": value])
  }

  @Test func aTimeIsWrittenAndReadInEveryForm() {
    for seconds in [0, 951_782_399, 951_782_400, 1_369_353_600, 1_800_000_000, 4_107_542_400] as [Int64] {
      let time = UTCTime(seconds: seconds)
      #expect(UTCTime(iso8601: time.extended) == time)
      #expect(UTCTime(iso8601: time.extended.replacing("Z", with: ".123Z")) == time)
    }
    #expect(UTCTime(seconds: 1_369_353_600).compact == "20130524T000000Z")
    #expect(UTCTime(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT")?.seconds == 784_111_777)
    for text in ["", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Foo 1994 08:49:37 GMT", "2013-05-24", "x"] {
      #expect(UTCTime(httpDate: text) == nil)
      #expect(UTCTime(iso8601: text) == nil)
    }
  }
}
