import AzureEmulator
import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

/// What goes beyond the contract, on an emulated account.
@Suite struct AzureServerTests {
  @Test func containersComeAndGo() async throws {
    let account = try await AzureTestAccount.shared()
    let store = try account.store(container: "coming-and-going")
    try await store.createContainer()
    #expect(try await store.listContainers().contains("coming-and-going"))
    let twice = await #expect(throws: StoreError.self) { try await store.createContainer() }
    #expect(twice?.code == .conditionFailed)
    try await store.deleteContainer()
    #expect(try await !store.listContainers().contains("coming-and-going"))
  }

  @Test(arguments: ["list", "get", "put", "delete"])
  func aContainerThatIsNotThereIsNamed(_ operation: String) async throws {
    let store = try await AzureTestAccount.shared().store(container: "not-there")
    let error = await #expect(throws: StoreError.self) {
      switch operation {
      case "list": _ = try await store.list(prefix: "", after: nil, limit: 1)
      case "get": _ = try await store.get("key")
      case "put": try await store.put("key", [1])
      default:
        if let failure = try await store.delete(["a", "b"]).first { throw failure.error }
      }
    }
    #expect(error?.code == .notFound, "\(operation): \(error.map { "\($0)" } ?? "")")
    #expect(error?.message.contains("\"not-there\"") == true, "\(error.map { "\($0)" } ?? "")")
    #expect(error?.message.contains("request ") == true)
  }

  @Test func aWrongKeyIsRefusedWithTheWayOut() async throws {
    let account = try await AzureTestAccount.shared()
    let store = try account.store(
      container: "contract", credentials: .sharedKey(SecretBytes(copying: Array("wrong-secret".utf8))))
    let error = await #expect(throws: StoreError.self) { try await store.put("key", [1]) }
    #expect(error?.code == .accessDenied)
    #expect(error?.message.contains("(from test)") == true, "\(error.map { "\($0)" } ?? "")")
    #expect(error?.description.contains("wrong-secret") == false)
  }

  @Test func aClockThatIsOffIsNamed() async throws {
    let account = try await AzureTestAccount.shared()
    let text = SecretBytes(copying: Array(account.connectionString.utf8))
    let store = try AzureStore(
      AzureConfiguration(account: account.settings.accountName, container: "contract", endpoint: account.endpoint),
      credentials: FixedAzureCredentials(AzureCredentials(try AzureConnectionString(text).kind, origin: "test")),
      transport: try HTTPClient(configuration: HTTPConfiguration(proxies: .none)),
      now: { MemoryStore.systemTime() - 3600 * 1_000_000_000 })
    let error = await #expect(throws: StoreError.self) { _ = try await store.list(prefix: "", after: nil, limit: 1) }
    #expect(error?.code == .accessDenied)
    #expect(error?.message.contains("this machine's clock says") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func whoeverHasAURLMayUseIt() async throws {
    let store = try await AzureTestAccount.shared().container("presigned")
    let client = try HTTPClient(configuration: HTTPConfiguration(proxies: .none))
    let key = "a b/é+%?#&"
    var put = Self.request(.put, try await store.url(for: .put, of: key, seconds: 60))
    put.headerFields[.ms("blob-type")] = "BlockBlob"
    #expect(try await client.send(HTTPCall(put, body: .bytes([1, 2]))).response.status == 201)
    let url = try await store.url(for: .get, of: key, seconds: 60)
    #expect(try await client.send(HTTPCall(Self.request(.get, url))).body == [1, 2])
    let forged = url.replacing("sp=r&", with: "sp=rw&")
    #expect(try await client.send(HTTPCall(Self.request(.get, forged))).response.status == 403)
  }

  @Test func aSharedAccessSignatureIsEnoughForAllOfTheStore() async throws {
    let account = try await AzureTestAccount.shared()
    let owner = try await account.container("shared-access")
    let key = try #require(Base64.decode(account.settings.accountKey))
    var access = AzureSharedAccess(scope: .account(services: "b", resourceTypes: "co"))
    access.permissions = "rwdlac"
    access.expiry = UTCTime(seconds: MemoryStore.systemTime() / 1_000_000_000 + 600)
    let query = try access.query(
      signedWith: AzureAccountKey(account: account.settings.accountName, key: SecretBytes(copying: key)))
    let store = try account.store(
      container: "shared-access", credentials: .sharedAccess(SecretBytes(copying: Array(query.utf8))))
    try await store.put("a", [1, 2, 3])
    try await store.copy(from: "a", to: "b", options: PutOptions())
    #expect(try await store.get("b") == [1, 2, 3])
    #expect(try await store.list(prefix: "", after: nil, limit: 10).objects.map(\.key) == ["a", "b"])
    #expect(try await store.delete(["a", "b", "c"]).isEmpty)
    #expect(try await owner.list(prefix: "", after: nil, limit: 10).objects.isEmpty)
  }

  @Test func aCopyThatTakesItsTimeIsWaitedFor() async throws {
    let account = try await AzureTestAccount { $0.copySeconds = 1 }
    let store = try await account.container("copies")
    try await store.put("a", [1, 2, 3])
    let copy = try await store.copy(from: "a", to: "b", options: PutOptions())
    #expect(copy.size == 3)
    #expect(try await store.headFields("b").fields[.ms("copy-status")] == "success")
  }

  @Test func manyBlobsGoInBatchesAndEachThatCannotIsNamed() async throws {
    let account = try await AzureTestAccount.shared()
    let store = try await account.container("batches")
    let keys = (0..<300).map { "folder/ä \($0)" }
    for key in keys { try await store.put(key, []) }
    var lease = AzureRequest(.put, .blob(key: keys[7]), [("comp", "lease")], action: "leasing")
    lease.fields[.ms("lease-action")] = "acquire"
    lease.fields[.ms("lease-duration")] = "-1"
    _ = try await store.send(lease)
    let failures = try await store.delete(keys + ["missing"])
    #expect(failures.map(\.key) == [keys[7]])
    #expect(failures.first?.error.message.contains("lease") == true)
    #expect(try await store.list(prefix: "", after: nil, limit: 10).objects.map(\.key) == [keys[7]])
  }

  @Test func namesThatXMLCannotWriteAreListed() async throws {
    let store = try await AzureTestAccount.shared().container("odd-names")
    try await store.put("a\u{1}b/\u{FFFE}", [1])
    #expect(try await store.list(prefix: "", after: nil, limit: 10).objects.map(\.key) == ["a\u{1}b/\u{FFFE}"])
    #expect(try await store.delete(["a\u{1}b/\u{FFFE}"]).isEmpty)
  }

  private static func request(_ method: HTTPRequest.Method, _ url: String) -> HTTPRequest {
    let rest = url.dropFirst("http://".count)
    let path = rest.firstIndex(of: "/") ?? rest.endIndex
    return HTTPRequest(method: method, scheme: "http", authority: String(rest[..<path]), path: String(rest[path...]))
  }
}
