import Secrets

/// An application that shows Entra ID a token which the platform keeps in a file. What is `nil` is the environment's.
struct WorkloadIdentityPlace: CredentialPlace {
  static let fileVariable = "AZURE_FEDERATED_TOKEN_FILE"

  var tenant: String?
  var clientID: String?
  var tokenFile: String?
  var service: EntraService

  var title: String { "workload identity" }

  func look() async throws(StoreError) -> CredentialFinding<AzureCredentials> {
    let environment = service.environment
    guard let path = tokenFile ?? environment.variable(Self.fileVariable) else {
      return .none("\(Self.fileVariable) is not set")
    }
    guard let tenant = tenant ?? environment.variable("AZURE_TENANT_ID"),
      let clientID = clientID ?? environment.variable("AZURE_CLIENT_ID")
    else { throw .credentials("a workload identity needs AZURE_TENANT_ID and AZURE_CLIENT_ID: set both") }
    guard let file = try await CredentialFile(path: path, kind: .token).read(), file.bytes.count > 0 else {
      throw .credentials("\(title): the token file \(path) is not there, or empty")
    }
    return .found(
      try await service.token(tenant: tenant, clientID: clientID, showing: .assertion(file.bytes), origin: title))
  }
}
