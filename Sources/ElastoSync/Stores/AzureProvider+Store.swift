import Manifest
import Providers

/// What the manifest says of an account, as the store takes it.
extension AzureProvider {
  /// A container of this account. Throws for an endpoint that a store cannot take.
  ///
  /// - Parameter other: the endpoint where the manifest names none; `nil` is Microsoft's.
  func configuration(container: String, endpoint other: AzureEndpoint?) throws(StoreError) -> AzureConfiguration {
    let own: AzureEndpoint? = if let endpoint { try AzureEndpoint(endpoint.description) } else { other }
    var configuration = AzureConfiguration(account: account, container: container, endpoint: own)
    configuration.tier = tier?.serviceName
    configuration.tags = Dictionary(tags.map { ($0.name, $0.value) }) { $1 }
    if let apiVersion { configuration.apiVersion = apiVersion }
    return configuration
  }

  /// Where credentials are looked for.
  var credentialSettings: AzureCredentialSettings {
    AzureCredentialSettings(
      credentials?.source ?? .automatic, account: account, authority: credentials?.authority?.description)
  }
}

extension TierChoice {
  /// As the service spells it.
  fileprivate var serviceName: String {
    switch self {
    case .hot: "Hot"
    case .cool: "Cool"
    case .cold: "Cold"
    case .archive: "Archive"
    }
  }
}

extension AzureCredentialRules {
  fileprivate var source: AzureCredentialSettings.Source {
    if let sharedKey { return .sharedKey(sharedKey) }
    if let sharedAccessSignature { return .sharedAccess(sharedAccessSignature) }
    if let connectionString { return .connectionString(connectionString) }
    if let tenant, let clientID, let clientSecret {
      return .clientSecret(tenant: tenant, clientID: clientID, secret: clientSecret)
    }
    if let tokenFile { return .workloadIdentity(tenant: tenant, clientID: clientID, tokenFile: tokenFile.text) }
    if usesManagedIdentity { return .managedIdentity(clientID: clientID) }
    if let publishSettings { return .publishSettings(path: publishSettings.text) }
    return isAnonymous ? .anonymous : .automatic
  }
}
