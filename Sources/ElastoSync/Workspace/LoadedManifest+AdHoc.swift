import Manifest
public import Secrets

extension LoadedManifest {
  /// Stands in for a manifest where a repository is named on the command line: one target and nothing else.
  ///
  /// Credentials for a store are what the AWS SDKs would find, or Azure's tools; the storage account is that of the
  /// environment (`AZURE_STORAGE_ACCOUNT`, or restic's `AZURE_ACCOUNT_NAME`). Throws `.usage` for a location that is none.
  ///
  /// - Parameter location: a folder, `local:FOLDER`, `s3:https://HOST/BUCKET/PREFIX` and the like, or `azure:CONTAINER:/PREFIX`.
  public static func repository(at location: String, password: SecretReference) throws(RunError) -> LoadedManifest {
    let environment = ManifestEnvironment.current()
    let address: RepositoryAddress
    do throws(ValueFault) {
      address = try RepositoryAddress(parsing: location, relativeTo: environment.workingFolder)
    } catch {
      let suggestion = error.suggestion.map { ": \($0)" } ?? ""
      throw RunError(.usage, error.message + suggestion, location: location)
    }
    var manifest = SyncManifest(host: environment.hostname)
    let name = "\(address)"
    let place: Location
    switch address {
    case .local(let path):
      place = Location(.local(path: path))
    case .s3(let endpoint, let region, let bucket, let key):
      if let endpoint, !endpoint.isEncrypted, !endpoint.isLoopback {
        throw RunError(
          .usage,
          "plain http: to \(endpoint.host), where everybody on the way could read along: use https:, or a manifest "
            + "whose provider says \"insecure: yes\"", location: location)
      }
      var provider = S3Provider(name: "s3", endpoint: endpoint)
      provider.region = region
      manifest.providers = [.s3(provider)]
      place = Location(.provider(name: provider.name, container: bucket, key: key), isPrefix: true)
    case .azure(let container, let key):
      let account = try storageAccount(ProcessEnvironment.current(), location)
      manifest.providers = [.azure(AzureProvider(name: "azure", account: account))]
      place = Location(.provider(name: "azure", container: container, key: key), isPrefix: true)
    }
    manifest.targets = [.repository(RepositoryTarget(name: name, location: place, password: password))]
    return LoadedManifest(manifest: manifest, path: name, absolutePath: name)
  }

  private static func storageAccount(_ variables: [String: String], _ location: String) throws(RunError) -> String {
    for name in ["AZURE_STORAGE_ACCOUNT", "AZURE_ACCOUNT_NAME"] {
      if let account = variables[name], !account.isEmpty { return account }
    }
    throw RunError(.usage, "whose container? set AZURE_STORAGE_ACCOUNT to the storage account", location: location)
  }
}
