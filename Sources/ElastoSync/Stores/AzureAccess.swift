import Manifest
import Providers

/// The way to a storage account: connections, credentials, and how blobs are stored there.
struct AzureAccess: StoreAccess {
  private let provider: AzureProvider
  private let client: HTTPClient
  private let credentials: AzureCredentialChain
  private let settings: WorkspaceSettings

  /// Throws `HTTPError` for certificates that cannot be used.
  init(_ provider: AzureProvider, _ settings: WorkspaceSettings, pace: any TransferPace) throws {
    self.provider = provider
    self.settings = settings
    var connection = HTTPConfiguration(caFile: provider.caFile?.text)
    connection.proxies = HTTPProxies.fromEnvironment(settings.environment)
    connection.userAgent = ProgramVersion.text
    // Entra ID must not be checked by the authorities of an account of one's own.
    let identity = HTTPConfiguration(proxies: connection.proxies)
    if settings.isPaced { connection.pace = pace }
    client = try HTTPClient(configuration: connection)
    credentials = AzureCredentialChain(
      provider.credentialSettings,
      environment: CredentialEnvironment(variables: settings.environment, transport: LazyHTTPClient(identity)))
  }

  /// A container, by way of everything that a network needs: limited, repeated, large blobs in blocks.
  func store(of container: String) async throws -> any ObjectStore {
    StoreStack(for: provider.requests, settings).around(try await bare(container))
  }

  /// Page blobs, which repeat their requests by themselves.
  func volumes(of container: String, blockSize: Int?) async throws -> any PageNamespace { try await bare(container) }

  private func bare(_ container: String) async throws -> AzureStore {
    let endpoint = provider.endpoint == nil ? try await credentials.endpoint() : nil
    let configuration = try provider.configuration(container: container, endpoint: endpoint)
    return try AzureStore(configuration, credentials: credentials, transport: client)
  }
}
