/// Finds credentials where the configuration says, else in the environment, else with the platform, in this order:
///
/// 1. `AZURE_STORAGE_CONNECTION_STRING`
/// 2. a key: `AZURE_STORAGE_KEY`, or as restic calls it `AZURE_ACCOUNT_KEY`
/// 3. a shared access signature: `AZURE_STORAGE_SAS_TOKEN`, `AZURE_ACCOUNT_SAS`
/// 4. an application of Entra ID: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and `AZURE_CLIENT_SECRET`
/// 5. a workload's identity: the same with `AZURE_FEDERATED_TOKEN_FILE`
/// 6. a managed identity: of App Service (`IDENTITY_ENDPOINT`), else of the virtual machine
///
/// Tokens are kept in memory until shortly before they expire; however many requests wait for one, it is asked for once.
public final class AzureCredentialChain: AzureCredentialSource {
  private let search: AzureCredentialSearch
  private let kept: RefreshingCredentials<AzureCredentials>

  public init(_ settings: AzureCredentialSettings, environment: CredentialEnvironment) {
    let search = AzureCredentialSearch(settings: settings, environment: environment)
    self.search = search
    kept = RefreshingCredentials(now: environment.now) { () throws(StoreError) in try await search.credentials() }
  }

  public func credentials() async throws(StoreError) -> AzureCredentials { try await kept.credentials() }

  public func invalidate() async { await kept.invalidate() }

  /// The endpoint that a connection string names; `nil` where there is no such string.
  public func endpoint() async throws(StoreError) -> AzureEndpoint? {
    try await search.connectionString()?.endpoint
  }
}
