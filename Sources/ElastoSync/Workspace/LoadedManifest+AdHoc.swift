import Manifest
public import Secrets

extension LoadedManifest {
  /// Stands in for a manifest where a repository is named on the command line: one target and nothing else.
  ///
  /// Throws `.usage` for a location that is none.
  ///
  /// - Parameter location: a folder, or `local:FOLDER`.
  public static func repository(at location: String, password: SecretReference) throws(RunError) -> LoadedManifest {
    let environment = ManifestEnvironment.current()
    let folder = location.hasPrefix("local:") ? String(location.dropFirst("local:".count)) : location
    for scheme in ["s3:", "azure:", "b2:", "gs:", "sftp:", "rest:", "rclone:", "swift:"] where folder.hasPrefix(scheme)
    {
      throw RunError(.usage, "this version reaches local folders only: give one, or local:FOLDER", location: location)
    }
    guard !folder.isEmpty else { throw RunError(.usage, "a folder must follow", location: location) }
    let path = LocalPath(folder, relativeTo: environment.workingFolder).text
    var manifest = SyncManifest(host: environment.hostname)
    manifest.targets = [
      .repository(RepositoryTarget(name: path, location: Location(.local(path: path)), password: password))
    ]
    return LoadedManifest(manifest: manifest, path: path, absolutePath: path)
  }
}
