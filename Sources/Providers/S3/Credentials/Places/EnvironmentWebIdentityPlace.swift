/// The web identity that the environment names.
struct EnvironmentWebIdentityPlace: CredentialPlace {
  static let fileVariable = "AWS_WEB_IDENTITY_TOKEN_FILE"
  static let roleVariable = "AWS_ROLE_ARN"

  var settings: S3CredentialSettings
  var environment: CredentialEnvironment
  /// The profile that says where the token service is, if it says so.
  var profileName: String

  var title: String { "web identity" }

  func look() async throws(StoreError) -> CredentialFinding<S3Credentials> {
    guard let file = environment.variable(Self.fileVariable) else { return .none("\(Self.fileVariable) is not set") }
    guard let arn = environment.variable(Self.roleVariable) else {
      throw .credentials("\(Self.fileVariable) is set and \(Self.roleVariable) is not: set both or neither")
    }
    let profile = try await ProfileFiles.read(environment).profile(named: profileName)
    let place = WebIdentityPlace(
      tokenFile: environment.expanded(file),
      role: S3Role(arn: arn, sessionName: environment.variable("AWS_ROLE_SESSION_NAME")),
      service: try TokenService(settings, environment: environment, profile: profile), title: title)
    return try await place.look()
  }
}
