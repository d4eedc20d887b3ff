import Secrets
import Testing

@testable import Providers

/// Accounts of a subscription, on a stand-in that Microsoft's own library has judged.
@Suite struct AzureManagementTests {
  private func management(
    _ server: PythonServer, subscription: String = "sub-1", credentials: AzureCredentials.Kind? = nil
  ) throws -> AzureManagement {
    let token = AzureCredentials.Kind.bearer(SecretBytes(copying: Array("token-of-me".utf8)))
    return try AzureManagement(
      subscription: subscription, endpoint: "http://127.0.0.1:\(server.port)",
      credentials: FixedAzureCredentials(AzureCredentials(credentials ?? token, origin: "test")),
      transport: LazyHTTPClient.nearby(), clock: StoreClock(now: StoreClock.system.now, sleep: { _ in }, random: { 0 }))
  }

  @Test func accountsAreMadeListedOpenedAndDeleted() async throws {
    let server = try PythonServer("management_server.py")
    defer { withExtendedLifetime(server) {} }
    let management = try management(server)
    for name in ["one1", "two2", "three3"] {
      let made = try await management.create(name, group: "Group", region: "westeurope")
      #expect(made.name == name && made.isReady && made.group == "Group" && made.region == "westeurope")
      #expect(made.blobEndpoint == "https://\(name).blob.core.windows.net/")
    }
    // There already: nothing changes.
    try await management.create("one1", group: "Group", region: "westeurope")
    #expect(try await management.accounts().map(\.name).sorted() == ["one1", "three3", "two2"])
    let keys = try await management.keys(of: "one1", group: "Group")
    #expect(keys.count == 2 && keys.allSatisfy { $0.count > 0 })
    try await management.delete("two2", group: "Group")
    try await management.delete("two2", group: "Group")
    #expect(try await management.accounts().count == 2)
    let missing = await #expect(throws: StoreError.self) { _ = try await management.keys(of: "two2", group: "Group") }
    #expect(missing?.code == .notFound && missing?.message.contains("ResourceNotFound") == true)
    let odd = await #expect(throws: StoreError.self) { try await management.create("A_b", group: "g", region: "x") }
    #expect(odd?.message.contains("AccountNameInvalid") == true)
  }

  @Test func onlyTokensOfEntraOpenASubscription() async throws {
    let server = try PythonServer("management_server.py")
    let keyed = try management(server, credentials: .sharedKey(SecretBytes(copying: [1])))
    let error = await #expect(throws: StoreError.self) { _ = try await keyed.accounts() }
    #expect(error?.code == .unsupported && error?.message.contains("a token of Entra ID") == true)
    let stranger = try management(server, credentials: .bearer(SecretBytes(copying: Array("stranger".utf8))))
    let refused = await #expect(throws: StoreError.self) { _ = try await stranger.accounts() }
    #expect(refused?.code == .accessDenied && refused?.message.contains("the identity's role") == true)
    #expect(throws: StoreError.self) { try management(server, subscription: "a/b") }
    #expect(throws: StoreError.self) {
      try AzureManagement(
        subscription: "s", endpoint: "http://management.example",
        credentials: FixedAzureCredentials(AzureCredentials(.anonymous, origin: "test")),
        transport: LazyHTTPClient.nearby())
    }
  }

  @Test func aTokenGoesNowhereElse() async throws {
    let reply = #"{"value": [], "nextLink": "https://elsewhere.example/x"}"#
    let transport = ScriptedTransport(200, reply)
    let management = try AzureManagement(
      subscription: "s",
      credentials: FixedAzureCredentials(
        AzureCredentials(.bearer(SecretBytes(copying: Array("t".utf8))), origin: "test")), transport: transport)
    let error = await #expect(throws: StoreError.self) { _ = try await management.accounts() }
    #expect(error?.message.contains("it leads elsewhere") == true && transport.calls.count == 1)
  }
}
