import Secrets

/// Finds what a profile gives: its own keys, a role, a program.
struct ProfileSearch: Sendable {
  var files: ProfileFiles
  var environment: CredentialEnvironment
  var service: TokenService

  /// `nil` where the profile says nothing of credentials.
  ///
  /// - Parameter visited: the profiles that led here; they must not appear again.
  func credentials(
    of profile: Profile, named name: String, visited: [String]
  ) async throws(StoreError) -> S3Credentials? {
    let title = "profile \"\(name)\""
    // A profile may be the source of its own role: as a source it gives its keys.
    let isSource = !visited.isEmpty
    if profile["role_arn"] != nil, profile["web_identity_token_file"] == nil, !isSource || !profile.hasKeys {
      return try await role(of: profile, named: name, visited: visited)
    }
    if let file = profile["web_identity_token_file"] {
      guard let role = try Self.role(profile, title) else {
        throw .credentials("\(title) has a web_identity_token_file and no role_arn: add the role")
      }
      let place = WebIdentityPlace(
        tokenFile: environment.expanded(file), role: role, service: service, title: "web identity of \(title)")
      return try await found(place)
    }
    if profile.hasKeys { return try keys(of: profile, title) }
    if let line = profile["credential_process"] {
      return try await found(ProcessPlace(commandLine: line, owner: title))
    }
    if profile["sso_session"] != nil || profile["sso_start_url"] != nil || profile["login_session"] != nil {
      throw .credentials(
        "\(title) signs in through a browser, which is not built in: add to it "
          + "credential_process = aws configure export-credentials --profile OTHER, where OTHER is that profile")
    }
    return nil
  }

  private func keys(of profile: Profile, _ title: String) throws(StoreError) -> S3Credentials {
    guard let id = profile["aws_access_key_id"] else {
      throw .credentials("\(title) has an aws_secret_access_key and no aws_access_key_id")
    }
    guard let secret = profile.secrets["aws_secret_access_key"], secret.count > 0 else {
      throw .credentials("\(title) has an aws_access_key_id and no aws_secret_access_key")
    }
    let token = profile.secrets["aws_session_token"] ?? profile.secrets["aws_security_token"]
    return S3Credentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: token.flatMap { $0.count > 0 ? $0 : nil }, origin: title)
  }

  private func role(
    of profile: Profile, named name: String, visited: [String]
  ) async throws(StoreError) -> S3Credentials {
    let title = "profile \"\(name)\""
    guard let role = try Self.role(profile, title) else { throw .credentials("\(title) has no role_arn") }
    if profile["mfa_serial"] != nil {
      throw .credentials(
        "\(title) asks for a code at each sign-in (mfa_serial), which nobody is there to type: "
          + "use a role without it, or a credential_process")
    }
    let base: S3Credentials
    switch (profile["source_profile"], profile["credential_source"]) {
    case (let source?, nil):
      base = try await self.source(source, of: name, visited: visited)
    case (nil, let source?):
      base = try await named(source, by: title)
    case (nil, nil):
      throw .credentials("\(title) has a role_arn and neither source_profile nor credential_source: add one")
    case (.some, .some):
      throw .credentials("\(title) has both source_profile and credential_source: take one away")
    }
    return try await service.assume(role, with: base, origin: title)
  }

  private func source(
    _ source: String, of name: String, visited: [String]
  ) async throws(StoreError) -> S3Credentials {
    guard let profile = try files.profile(named: source) else {
      throw .credentials(
        "profile \"\(name)\" has the source_profile \"\(source)\", which is not in \(files.places): add it")
    }
    let path = visited + [name]
    if path.contains(source), !(source == name && profile.hasKeys) {
      let loop = (path + [source]).map { "\"\($0)\"" }.joined(separator: " → ")
      throw .credentials("the source_profile of profiles goes round in a loop: \(loop)")
    }
    guard let credentials = try await credentials(of: profile, named: source, visited: path) else {
      throw .credentials("profile \"\(source)\", the source_profile of \"\(name)\", has no credentials")
    }
    return credentials
  }

  /// A place by the name that `credential_source` has for it.
  private func named(_ source: String, by title: String) async throws(StoreError) -> S3Credentials {
    let place: any CredentialPlace<S3Credentials>
    switch source.lowercased() {
    case "environment": place = EnvironmentPlace(environment: environment)
    case "ec2instancemetadata": place = InstancePlace(environment: environment)
    case "ecscontainer": place = ContainerPlace(environment: environment)
    default:
      throw .credentials(
        "\(title) has the credential_source \"\(source)\": it may be Environment, Ec2InstanceMetadata or EcsContainer")
    }
    switch try await place.look() {
    case .found(let credentials): return credentials
    case .none(let reason):
      throw .credentials("\(title) has the credential_source \(source), where nothing is: \(reason)")
    }
  }

  private func found(_ place: some CredentialPlace<S3Credentials>) async throws(StoreError) -> S3Credentials? {
    if case .found(let credentials) = try await place.look() { return credentials }
    return nil
  }

  private static func role(_ profile: Profile, _ title: String) throws(StoreError) -> S3Role? {
    guard let arn = profile["role_arn"] else { return nil }
    var role = S3Role(arn: arn, externalID: profile["external_id"], sessionName: profile["role_session_name"])
    if let text = profile["duration_seconds"] {
      guard let seconds = Int(text), (900...43_200).contains(seconds) else {
        throw .credentials("the duration_seconds of \(title) is not a number from 900 to 43200")
      }
      role.duration = seconds
    }
    return role
  }
}
