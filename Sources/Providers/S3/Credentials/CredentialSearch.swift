/// One walk over the places that settings name.
struct CredentialSearch: Sendable {
  var settings: S3CredentialSettings
  var environment: CredentialEnvironment

  /// What is found first, turned into the role that the settings ask for.
  func credentials() async throws(StoreError) -> S3Credentials {
    guard let role = settings.role else { return try await base() }
    let profile = try await ProfileFiles.read(environment).profile(named: profileName)
    let service = try TokenService(settings, environment: environment, profile: profile)
    return try await service.assume(role, with: try await base(), origin: "role \(role.arn)")
  }

  /// The profile that is looked at.
  var profileName: String {
    if case .profile(let name) = settings.source { return name }
    return environment.variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE") ?? "default"
  }

  private func base() async throws(StoreError) -> S3Credentials {
    switch settings.source {
    case .keyPair(let id, let secret, let token):
      return try await first(of: [KeyPairPlace(accessKeyID: id, secretAccessKey: secret, sessionToken: token)])
    case .csv(let path):
      return try await first(of: [CSVPlace(path: path)])
    case .profile(let name):
      return try await first(of: [profile(name, isNamed: true)])
    case .automatic:
      let isNamed = environment.variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE") != nil
      return try await first(of: [
        EnvironmentPlace(environment: environment),
        EnvironmentWebIdentityPlace(settings: settings, environment: environment, profileName: profileName),
        profile(profileName, isNamed: isNamed),
        ContainerPlace(environment: environment),
        InstancePlace(environment: environment),
      ])
    }
  }

  private func profile(_ name: String, isNamed: Bool) -> ProfilePlace {
    ProfilePlace(name: name, isNamed: isNamed, environment: environment, settings: settings)
  }

  private func first(
    of places: [any CredentialPlace<S3Credentials>]
  ) async throws(StoreError) -> S3Credentials {
    try await places.firstFinding(
      wayOut: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write the provider's credentials into the manifest")
  }
}
