import Secrets

/// A key or a signature in the environment, by the names of Azure's own tools or those of restic.
struct AzureEnvironmentPlace: CredentialPlace {
  var environment: CredentialEnvironment

  var title: String { "environment" }

  func look() async throws(StoreError) -> CredentialFinding<AzureCredentials> {
    if let key = environment.variable("AZURE_STORAGE_KEY", "AZURE_ACCOUNT_KEY") {
      return .found(try AzureCredentialSearch.key(SecretBytes(copying: Array(key.utf8)), origin: title))
    }
    if let signature = environment.variable("AZURE_STORAGE_SAS_TOKEN", "AZURE_ACCOUNT_SAS") {
      return .found(AzureCredentialSearch.signature(SecretBytes(copying: Array(signature.utf8)), origin: title))
    }
    return .none("neither AZURE_STORAGE_KEY nor AZURE_STORAGE_SAS_TOKEN is set")
  }
}
