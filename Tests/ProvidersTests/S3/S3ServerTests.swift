import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

/// What goes beyond the contract, on real servers.
@Suite struct S3ServerTests {
  @Test(arguments: TestServer.Kind.allCases)
  func bucketsComeAndGo(_ kind: TestServer.Kind) async throws {
    let store = try await TestServer.shared(kind).store(bucket: "coming-and-going")
    #expect(try await store.bucketExists() == false)
    #expect(try await store.createBucket())
    #expect(try await store.createBucket() == false || kind != .seaweedFS)
    #expect(try await store.bucketExists())
    #expect(try await store.listBuckets().map(\.name).contains("coming-and-going"))
    #expect(try await store.bucketRegion() == "us-east-1")
    try await store.deleteBucket()
    try await store.deleteBucket()
    #expect(try await store.bucketExists() == false)
  }

  @Test(arguments: TestServer.Kind.allCases)
  func aBucketThatIsNotThereIsNamed(_ kind: TestServer.Kind) async throws {
    let store = try await TestServer.shared(kind).store(bucket: "not-there")
    for operation in ["list", "get", "put", "delete"] {
      let error = await #expect(throws: StoreError.self) {
        switch operation {
        case "list": _ = try await store.list(prefix: "", after: nil, limit: 1)
        case "get": _ = try await store.get("key")
        case "put": try await store.put("key", [1])
        default: _ = try await store.delete(["a", "b"])
        }
      }
      #expect(error?.code == .notFound, "\(operation): \(error.map { "\($0)" } ?? "")")
      #expect(error?.message.contains("\"not-there\"") == true)
    }
  }

  @Test(arguments: [TestServer.Kind.seaweedFS, .rclone])
  func wrongKeysAreRefusedWithTheWayOut(_ kind: TestServer.Kind) async throws {
    let server = try await TestServer.shared(kind)
    for (id, secret) in [(server.accessKeyID, "wrong-secret"), ("nobody", "wrong-secret")] {
      let store = try S3Store(
        server.configuration(bucket: "contract"),
        credentials: FixedS3Credentials(
          S3Credentials(
            accessKeyID: id, secretAccessKey: SecretBytes(copying: Array(secret.utf8)), origin: "profile x")),
        transport: try HTTPClient(configuration: HTTPConfiguration(proxies: .none)))
      let error = await #expect(throws: StoreError.self) { try await store.put("key", [1]) }
      #expect(error?.code == .accessDenied)
      #expect(error?.message.contains("\(id) (from profile x)") == true, "\(error.map { "\($0)" } ?? "")")
      #expect(error?.description.contains(secret) == false)
    }
  }

  @Test func aClockThatIsOffIsNamed() async throws {
    let server = try await TestServer.seaweedFS()
    let store = try S3Store(
      server.configuration(bucket: "contract"), credentials: FixedS3Credentials(server.credentials),
      transport: try HTTPClient(configuration: HTTPConfiguration(proxies: .none)),
      now: { MemoryStore.systemTime() - 3600 * 1_000_000_000 })
    let error = await #expect(throws: StoreError.self) { _ = try await store.list(prefix: "", after: nil, limit: 1) }
    #expect(error?.code == .accessDenied)
    #expect(error?.message.contains("this machine's clock says") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(arguments: [TestServer.Kind.seaweedFS, .rclone])
  func whoeverHasAURLMayUseIt(_ kind: TestServer.Kind) async throws {
    let store = try await TestServer.shared(kind).bucket("presigned")
    let client = try HTTPClient(configuration: HTTPConfiguration(proxies: .none))
    let key = "a b/é+%?#&"
    let put = try await store.url(for: .put, of: key, seconds: 60)
    #expect(try await client.send(HTTPCall(Self.request(.put, put), body: .bytes([1, 2]))).response.status == 200)
    #expect(try await store.get(key) == [1, 2])
    let get = try await store.url(for: .get, of: key, seconds: 60)
    #expect(try await client.send(HTTPCall(Self.request(.get, get))).body == [1, 2])
    // A signature that is not ours opens nothing.
    let last = get.last == "0" ? "1" : "0"
    let refused = try await client.send(HTTPCall(Self.request(.get, get.dropLast() + last)))
    #expect(refused.response.status.kind == .clientError && refused.body != [1, 2], "\(refused.response.status)")
    await #expect(throws: StoreError.self) { _ = try await store.url(for: .get, of: key, seconds: 604_801) }
  }

  @Test(arguments: TestServer.Kind.allCases, S3Checksum.allCases)
  func everyChecksumIsTakenAndCompared(_ kind: TestServer.Kind, _ checksum: S3Checksum) async throws {
    let store = try await TestServer.shared(kind).bucket("checksums") { $0.checksum = checksum }
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 11 >> 2) }
    try await store.put("\(checksum)", bytes)
    #expect(try await store.get("\(checksum)") == bytes)
    // What another algorithm guards is compared with its MD5.
    let other = try await TestServer.shared(kind).bucket("checksums") {
      $0.checksum = checksum == .sha256 ? .crc32c : .sha256
    }
    #expect(try await other.get("\(checksum)") == bytes)
    let upload = try await store.beginUpload("parts-\(checksum)", options: PutOptions())
    let part = try await store.putPart(1, of: upload, .bytes(bytes))
    try await store.complete(upload, parts: [part], options: PutOptions())
    #expect(try await store.get("parts-\(checksum)") == bytes)
  }

  @Test(arguments: [TestServer.Kind.moto, .seaweedFS])
  func versionsAreListedReadAndDeleted(_ kind: TestServer.Kind) async throws {
    let store = try await TestServer.shared(kind).bucket("versions-\(kind)".lowercased())
    try await store.keepVersions(true)
    let key = "a/é +%"
    for byte in 1...3 as ClosedRange<UInt8> { try await store.put(key, [byte]) }
    _ = try await store.delete([key])
    var versions: [ObjectVersion] = []
    var cursor: VersionCursor?
    repeat {
      let page = try await store.listVersions(prefix: "a/", after: cursor, limit: 1000)
      versions += page.versions
      cursor = page.next
    } while cursor != nil
    #expect(versions.count == 4)
    #expect(versions.allSatisfy { $0.key == key })
    #expect(versions.first?.isDeleteMarker == true && versions.first?.isLatest == true)
    var contents: [[UInt8]] = []
    for version in versions where !version.isDeleteMarker {
      let sink = CollectingSink()
      _ = try await store.get(key, version: version.version, range: nil, to: sink)
      contents.append(sink.take())
    }
    #expect(Set(contents) == [[1], [2], [3]])
    await #expect(throws: StoreError.self) { _ = try await store.get(key) }
    for version in versions {
      try await store.delete(key, version: version.version)
      try await store.delete(key, version: version.version)
    }
    #expect(try await store.listVersions(prefix: "", after: nil, limit: 10).versions.isEmpty)
  }

  @Test func protectionIsReadBack() async throws {
    let store = try await TestServer.moto().store(bucket: "protected") {
      $0.protection = S3Protection(mode: .governance, days: 10, legalHold: true)
      $0.tags = ["team": "a b"]
      $0.storageClass = "STANDARD_IA"
      $0.encryption = .storeKeys
    }
    try await store.createBucket(withObjectLock: true)
    try await store.put("key", [1])
    let lock = try await store.objectLock(of: "key")
    #expect(lock.legalHold)
    #expect(lock.retention?.mode == .governance)
    let days = try #require(lock.retention).until - MemoryStore.systemTime() / 1_000_000_000
    #expect((9 * 86_400...10 * 86_400).contains(days))
    #expect(try await store.head("key").tier == "STANDARD_IA")
    try await store.holdLegally("key", false)
    let until = MemoryStore.systemTime() / 1_000_000_000 + 20 * 86_400
    try await store.retain("key", S3ObjectLock.Retention(.governance, until: until))
    let longer = try await store.objectLock(of: "key")
    #expect(longer == S3ObjectLock(retention: .init(.governance, until: until)))
  }

  @Test func metadataOfEveryLanguageComesBack() async throws {
    for kind in TestServer.Kind.allCases {
      let store = try await TestServer.shared(kind).bucket("metadata")
      let metadata = ["note": " é 100% \u{1F600}\n", "mtime": "1.5"]
      try await store.put("key", [1], options: PutOptions(contentType: "text/plain", metadata: metadata))
      #expect(try await store.head("key").metadata.filter { metadata.keys.contains($0.key) } == metadata)
      try await store.copy(from: "key", to: "kept", options: PutOptions())
      #expect(try await store.head("kept").metadata["note"] == metadata["note"])
      try await store.copy(from: "key", to: "new", options: PutOptions(metadata: ["note": "other"]))
      #expect(try await store.head("new").metadata["note"] == "other")
    }
  }

  private static func request(_ method: HTTPRequest.Method, _ url: some StringProtocol) -> HTTPRequest {
    let rest = url.dropFirst("http://".count)
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    return HTTPRequest(
      method: method, scheme: "http", authority: String(rest[..<slash]), path: String(rest[slash...]))
  }
}
