/// Finds credentials where the configuration says, or where the AWS SDKs look: environment, web identity, shared files,
/// container, instance. What is found is kept until shortly before it expires, and then looked for again.
public final class S3CredentialChain: S3CredentialSource {
  private let settings: S3CredentialSettings
  private let environment: CredentialEnvironment
  private let kept: RefreshingCredentials<S3Credentials>

  public init(_ settings: S3CredentialSettings = S3CredentialSettings(), environment: CredentialEnvironment) {
    self.settings = settings
    self.environment = environment
    let search = CredentialSearch(settings: settings, environment: environment)
    kept = RefreshingCredentials(now: environment.now) { () throws(StoreError) in try await search.credentials() }
  }

  /// Never `nil`: when no place has credentials, that is an error which lists the places.
  public func credentials() async throws(StoreError) -> S3Credentials? { try await kept.credentials() }

  public func invalidate() async { await kept.invalidate() }

  /// The region of the settings, the environment (`AWS_REGION`, `AWS_DEFAULT_REGION`) or the profile, in that order.
  public func region() async throws(StoreError) -> String? {
    if let region = settings.region ?? environment.variable("AWS_REGION", "AWS_DEFAULT_REGION") { return region }
    let search = CredentialSearch(settings: settings, environment: environment)
    return try await ProfileFiles.read(environment).profile(named: search.profileName)?["region"]
  }
}
