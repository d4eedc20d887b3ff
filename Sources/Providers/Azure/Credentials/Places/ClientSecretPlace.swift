import Secrets

/// An application that shows Entra ID a secret. What is `nil` is the environment's.
struct ClientSecretPlace: CredentialPlace {
  static let secretVariable = "AZURE_CLIENT_SECRET"

  var tenant: String?
  var clientID: String?
  var secret: SecretReference?
  var service: EntraService

  var title: String { "application of Entra ID" }

  func look() async throws(StoreError) -> CredentialFinding<AzureCredentials> {
    let environment = service.environment
    let isSet = environment.variable(Self.secretVariable) != nil
    guard let secret = secret ?? (isSet ? .environment(Self.secretVariable) : nil) else {
      return .none("\(Self.secretVariable) is not set")
    }
    guard let tenant = tenant ?? environment.variable("AZURE_TENANT_ID"),
      let clientID = clientID ?? environment.variable("AZURE_CLIENT_ID")
    else {
      throw .credentials("\(Self.secretVariable) is set, and AZURE_TENANT_ID or AZURE_CLIENT_ID is not: set all three")
    }
    let shown = try await resolved(secret)
    return .found(try await service.token(tenant: tenant, clientID: clientID, showing: .secret(shown), origin: title))
  }

  /// The environment that was handed in stands for the process's own.
  private func resolved(_ reference: SecretReference) async throws(StoreError) -> SecretBytes {
    if case .environment(let name) = reference, let value = service.environment.variable(name) {
      return SecretBytes(copying: Array(value.utf8))
    }
    return try await reference.resolved("secret of the application")
  }
}
