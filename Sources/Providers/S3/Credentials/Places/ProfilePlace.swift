/// A profile of the shared files, with the profiles, roles, programs and services that it names.
struct ProfilePlace: CredentialPlace {
  var name: String
  /// Somebody asked for this very profile: it is an error when it is not there.
  var isNamed: Bool
  var environment: CredentialEnvironment
  var settings: S3CredentialSettings

  var title: String { "profile \"\(name)\"" }

  func look() async throws(StoreError) -> CredentialFinding<S3Credentials> {
    let files = try await ProfileFiles.read(environment)
    guard let profile = try files.profile(named: name) else {
      if isNamed { throw .credentials("there is no \(title) in \(files.places): add it, or name another") }
      return .none("not in \(files.places)")
    }
    let service = try TokenService(settings, environment: environment, profile: profile)
    let search = ProfileSearch(files: files, environment: environment, service: service)
    guard let credentials = try await search.credentials(of: profile, named: name, visited: []) else {
      return .none("it has no credentials")
    }
    return .found(credentials)
  }
}
