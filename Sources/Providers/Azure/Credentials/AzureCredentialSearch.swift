import Secrets

/// One walk over the places that settings name.
struct AzureCredentialSearch: Sendable {
  var settings: AzureCredentialSettings
  var environment: CredentialEnvironment

  func credentials() async throws(StoreError) -> AzureCredentials {
    switch settings.source {
    case .publishSettings(let path):
      guard let file = try await CredentialFile(path: path, kind: .secret).read() else {
        throw .credentials("the file \(path) is not there")
      }
      throw .credentials(try AzurePublishSettings(parsing: file.bytes.withBytes { Array($0) }).advice)
    case .anonymous: return AzureCredentials(.anonymous, origin: "manifest")
    case .sharedKey(let reference):
      return try Self.key(await reference.resolved("key of the account"), origin: "manifest")
    case .sharedAccess(let reference):
      return Self.signature(try await reference.resolved("shared access signature"), origin: "manifest")
    case .connectionString:
      guard let text = try await connectionString() else { throw .credentials("there is no connection string") }
      return AzureCredentials(text.kind, origin: "connection string")
    case .clientSecret, .workloadIdentity, .managedIdentity:
      return try await [place].firstFinding(wayOut: "look at the provider's credentials in the manifest")
    case .automatic:
      if let text = try await connectionString() { return AzureCredentials(text.kind, origin: "environment") }
      return try await [
        AzureEnvironmentPlace(environment: environment),
        ClientSecretPlace(tenant: nil, clientID: nil, secret: nil, service: entra),
        WorkloadIdentityPlace(tenant: nil, clientID: nil, tokenFile: nil, service: entra),
        place,
      ].firstFinding(
        wayOut: "set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or write the provider's credentials into the "
          + "manifest")
    }
  }

  /// What Entra ID is asked through; the machine's identity where the settings name nothing else.
  private var place: any CredentialPlace<AzureCredentials> {
    switch settings.source {
    case .clientSecret(let tenant, let clientID, let secret):
      ClientSecretPlace(tenant: tenant, clientID: clientID, secret: secret, service: entra)
    case .workloadIdentity(let tenant, let clientID, let tokenFile):
      WorkloadIdentityPlace(tenant: tenant, clientID: clientID, tokenFile: tokenFile, service: entra)
    case .managedIdentity(let clientID):
      ManagedIdentityPlace(clientID: clientID, isNamed: true, resource: settings.resource, environment: environment)
    default:
      ManagedIdentityPlace(
        clientID: environment.variable("AZURE_CLIENT_ID"), isNamed: false, resource: settings.resource,
        environment: environment)
    }
  }

  private var entra: EntraService {
    EntraService(
      authority: settings.authority, resource: settings.resource, environment: environment)
  }

  /// That of the settings, or of the environment where they name no other credentials. Throws where it is another
  /// account's.
  func connectionString() async throws(StoreError) -> AzureConnectionString? {
    let bytes: SecretBytes
    switch settings.source {
    case .connectionString(let reference): bytes = try await reference.resolved("connection string")
    case .automatic:
      guard let text = environment.variable("AZURE_STORAGE_CONNECTION_STRING") else { return nil }
      bytes = SecretBytes(copying: Array(text.utf8))
    default: return nil
    }
    let parsed = try AzureConnectionString(bytes)
    guard parsed.account == settings.account else {
      throw .credentials("the connection string is of the account \(parsed.account), and not of \(settings.account)")
    }
    return parsed
  }

  static func key(_ base64: SecretBytes, origin: String) throws(StoreError) -> AzureCredentials {
    guard let bytes = base64.withBytes({ Base64.decode(String(decoding: $0, as: UTF8.self)) }) else {
      throw .credentials("the account's key from the \(origin) is not Base64: copy it again, with the = at its end")
    }
    return AzureCredentials(.sharedKey(SecretBytes(copying: bytes)), origin: origin)
  }

  static func signature(_ text: SecretBytes, origin: String) -> AzureCredentials {
    let bare = text.withBytes { Array($0.drop { $0 == UInt8(ascii: "?") }) }
    return AzureCredentials(.sharedAccess(SecretBytes(copying: bare)), origin: origin)
  }
}
