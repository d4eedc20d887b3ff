import Manifest
import Providers

/// The way to an S3 service: connections, credentials, and how objects are stored there.
struct S3Access: StoreAccess {
  private let provider: S3Provider
  private let client: HTTPClient
  private let credentials: S3CredentialChain
  private let settings: WorkspaceSettings

  /// Throws `HTTPError` for certificates that cannot be used.
  init(_ provider: S3Provider, _ settings: WorkspaceSettings, pace: any TransferPace) throws {
    self.provider = provider
    self.settings = settings
    let proxies = HTTPProxies.fromEnvironment(settings.environment)
    var connection = provider.connection
    connection.proxies = proxies
    connection.userAgent = ProgramVersion.text
    let tokenService = provider.credentials?.stsEndpoint == nil ? HTTPConfiguration(proxies: proxies) : connection
    if settings.isPaced { connection.pace = pace }
    client = try HTTPClient(configuration: connection)
    credentials = S3CredentialChain(
      provider.credentialSettings,
      environment: CredentialEnvironment(variables: settings.environment, transport: LazyHTTPClient(tokenService)))
  }

  /// A bucket, by way of everything that a network needs: limited, repeated, large objects in parts.
  func store(of name: String) async throws -> any ObjectStore {
    var configuration = try provider.configuration(bucket: name, variables: settings.environment)
    if configuration.region == nil { configuration.region = try await credentials.region() }
    return StoreStack(for: provider.requests, settings)
      .around(try S3Store(configuration, credentials: credentials, transport: client))
  }

  /// Block objects.
  func volumes(of name: String, blockSize: Int?) async throws -> any PageNamespace {
    var settings = BlockObjects.Settings()
    if let blockSize { settings.blockSize = blockSize }
    return BlockObjects(try await store(of: name), settings: settings)
  }
}
