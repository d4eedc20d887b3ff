import AzureEmulator
import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

/// Every place that Azure's credentials come from, with a local server standing in for Entra ID and for the services of
/// managed identities.
@Suite struct AzureCredentialTests {
  private static let key = "a2V5"

  /// No machine that could have an identity.
  private static let nowhere = ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1"]

  private func chain(
    _ source: AzureCredentialSettings.Source = .automatic, _ variables: [String: String] = [:],
    transport: any HTTPTransport = LazyHTTPClient.nearby()
  ) -> AzureCredentialChain {
    AzureCredentialChain(
      AzureCredentialSettings(source, account: "a1"),
      environment: CredentialEnvironment(
        variables: Self.nowhere.merging(variables) { $1 }, transport: transport))
  }

  @Test(
    arguments: [
      (["AZURE_STORAGE_KEY": key], "key"), (["AZURE_ACCOUNT_KEY": key], "key"),
      (["AZURE_STORAGE_SAS_TOKEN": "?sv=1&sig=a%3D"], "sv=1&sig=a%3D"), (["AZURE_ACCOUNT_SAS": "sv=1"], "sv=1"),
      (["AZURE_STORAGE_CONNECTION_STRING": "AccountName=a1;AccountKey=\(key)", "AZURE_STORAGE_KEY": "b2"], "key"),
    ] as [([String: String], String)])
  func theEnvironmentIsLookedAt(variables: [String: String], secret: String) async throws {
    let found = try await chain(.automatic, variables).credentials()
    #expect(found.plain == secret && found.expires == nil && found.origin == "environment")
  }

  @Test func whatTheManifestNamesGoesBeforeTheEnvironment() async throws {
    let bench = try CredentialBench()
    try bench.write("b3RoZXI=\n", to: "key")
    let key = SecretReference.file(path: bench.home + "/key")
    let found = try await chain(.sharedKey(key), ["AZURE_STORAGE_KEY": Self.key]).credentials()
    #expect(found.plain == "other")
    let missing = chain(.sharedAccess(.file(path: "/nowhere")))
    let error = await #expect(throws: StoreError.self) { try await missing.credentials() }
    #expect(error?.message.hasPrefix("the shared access signature from file /nowhere: it cannot be read") == true)
  }

  @Test func anApplicationShowsItsSecret() async throws {
    let server = try await MetadataServer.running()
    let variables = [
      "AZURE_AUTHORITY_HOST": server.address("entra"), "AZURE_TENANT_ID": "contoso.example", "AZURE_CLIENT_ID": "app-1",
      "AZURE_CLIENT_SECRET": "s3cret/+=",
    ]
    let chain = chain(.automatic, variables)
    let first = try await chain.credentials()
    #expect(first.plain == "token-of-app-1@contoso.example")
    // The token is kept: of many requests, one asks.
    for _ in 0..<10 { _ = try await chain.credentials() }
    #expect(try await server.count("entra") == 1)
    let wrong = self.chain(.automatic, variables.merging(["AZURE_CLIENT_SECRET": "hunter2"]) { $1 })
    let error = await #expect(throws: StoreError.self) { try await wrong.credentials() }
    #expect(error?.message.contains("invalid_client: AADSTS7000215: no.; the application's secret") == true)
    #expect(error?.message.contains("hunter2") == false)
  }

  @Test func aWorkloadShowsTheTokenOfItsFileAsItIsNow() async throws {
    let server = try await MetadataServer.running()
    let folder = try TemporaryFolder()
    let file = folder.path + "/token"
    let variables = [
      "AZURE_AUTHORITY_HOST": server.address("workload"), "AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "w",
      "AZURE_FEDERATED_TOKEN_FILE": file,
    ]
    let chain = chain(.automatic, variables)
    let missing = await #expect(throws: StoreError.self) { try await chain.credentials() }
    #expect(missing?.message.contains("\(file) is not there, or empty") == true)
    try folder.write(Array("a.b.c".utf8), to: "token")
    #expect(try await chain.credentials().plain == "token-of-w@t")
    let named = self.chain(
      .workloadIdentity(tenant: "u", clientID: "x", tokenFile: file),
      ["AZURE_AUTHORITY_HOST": server.address("workload")])
    #expect(try await named.credentials().plain == "token-of-x@u")
  }

  @Test func aMachineIsAskedForItsIdentity() async throws {
    let server = try await MetadataServer.running()
    let machine = ["AZURE_POD_IDENTITY_AUTHORITY_HOST": server.address("vm")]
    let found = try await chain(.managedIdentity(clientID: nil), machine).credentials()
    #expect(found.plain == "token-of-machine-itself" && found.expires == 4_070_908_800)
    let own = try await chain(.managedIdentity(clientID: "id-7"), machine).credentials()
    #expect(own.plain == "token-of-machine-id-7")
    let service = ["IDENTITY_ENDPOINT": server.address("vm") + "/app/token", "IDENTITY_HEADER": "app-header"]
    #expect(try await chain(.managedIdentity(clientID: nil), service).credentials().plain == "token-of-app-itself")
  }

  @Test func whereNothingElseIsSetTheMachineIsAsked() async throws {
    let reply = #"{"access_token": "t", "expires_on": "4070908800"}"#
    let place = ManagedIdentityPlace(
      clientID: nil, isNamed: false,
      environment: CredentialEnvironment(
        variables: [:], transport: ScriptedTransport(500, ""), metadataTransport: ScriptedTransport(200, reply)))
    guard case .found(let found) = try await place.look() else {
      Issue.record("nothing is found")
      return
    }
    #expect(found.plain == "t" && found.origin == "managed identity")
    let error = await #expect(throws: StoreError.self) { try await chain(.automatic).credentials() }
    let refusal = error?.message ?? ""
    #expect(refusal.contains("managed identity (no answer from 127.0.0.1:1"), "\(refusal)")
  }

  @Test func aTokenOpensAnAccount() async throws {
    let server = try await MetadataServer.running()
    let account = try await AzureTestAccount { $0.bearerToken = "token-of-app-9@t" }
    let chain = AzureCredentialChain(
      AzureCredentialSettings(account: account.settings.accountName),
      environment: CredentialEnvironment(
        variables: [
          "AZURE_AUTHORITY_HOST": server.address("open"), "AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "app-9",
          "AZURE_CLIENT_SECRET": "s3cret/+=",
        ], transport: LazyHTTPClient.nearby()))
    let store = try AzureStore(
      AzureConfiguration(account: account.settings.accountName, container: "open", endpoint: account.endpoint),
      credentials: chain, transport: LazyHTTPClient.nearby())
    try await store.createContainer()
    try await store.put("a", [1, 2])
    #expect(try await store.get("a") == [1, 2])
  }

  @Test(arguments: [
    ("norole", "no credentials in any of these places", false), ("denied", "the managed identity is not given", false),
    ("broken", "something that is no token", false), ("down", "the managed identity is not given", true),
  ])
  func aServiceThatGivesNothingSaysWhy(behaviour: String, words: String, isRetryable: Bool) async throws {
    let server = try await MetadataServer.running()
    let machine = ["AZURE_POD_IDENTITY_AUTHORITY_HOST": server.address(behaviour)]
    let chain = chain(.managedIdentity(clientID: nil), machine)
    let error = await #expect(throws: StoreError.self) { try await chain.credentials() }
    #expect(error?.message.contains(words) == true && error?.isRetryable == isRetryable, "\(String(describing: error))")
  }

  @Test(
    arguments: [
      ([:], "set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN"), (["AZURE_STORAGE_KEY": "?"], "is not Base64"),
      (["AZURE_CLIENT_SECRET": "x"], "set all three"),
      (["AZURE_STORAGE_CONNECTION_STRING": "AccountName=b;AccountKey=a2V5"], "is of the account b, and not of a1"),
      (
        [
          "AZURE_CLIENT_SECRET": "x", "AZURE_TENANT_ID": "a/b", "AZURE_CLIENT_ID": "c",
        ], "the tenant is neither an id nor a domain"
      ),
      (
        [
          "AZURE_CLIENT_SECRET": "x", "AZURE_TENANT_ID": "a", "AZURE_CLIENT_ID": "c",
          "AZURE_AUTHORITY_HOST": "http://entra.example",
        ], "would be asked without encryption"
      ),
      (["IDENTITY_ENDPOINT": "http://127.0.0.1:1/x"], "IDENTITY_HEADER is not"),
    ] as [([String: String], String)])
  func whatIsMissingIsSaid(variables: [String: String], words: String) async throws {
    let error = await #expect(throws: StoreError.self) { try await chain(.automatic, variables).credentials() }
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    #expect(error?.code == .accessDenied)
  }
}

extension AzureCredentials {
  /// The secret in plain text, to compare.
  var plain: String {
    switch kind {
    case .sharedKey(let bytes), .sharedAccess(let bytes), .bearer(let bytes):
      bytes.withBytes { String(decoding: $0, as: UTF8.self) }
    case .anonymous: ""
    }
  }
}
