import Cryptography
import HTTPTypes
import Secrets

/// The service that gives passing credentials for a role: AWS Security Token Service (STS), API version 2011-06-15.
struct TokenService: Sendable {
  static let replyLimit = 1 << 18

  var address: ServiceAddress
  /// The region that requests are signed for.
  var region: String
  var environment: CredentialEnvironment

  /// Takes address and region from the settings, the environment or the profile, in that order. Without a region, the
  /// service is Amazon's global one.
  init(
    _ settings: S3CredentialSettings, environment: CredentialEnvironment, profile: Profile?
  ) throws(StoreError) {
    self.environment = environment
    let region =
      settings.region ?? environment.variable("AWS_REGION", "AWS_DEFAULT_REGION") ?? profile?["region"]
    self.region = region ?? "us-east-1"
    var text = settings.tokenServiceEndpoint
    if text == nil, !environment.isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
      text = environment.variable("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL") ?? profile?["endpoint_url"]
    }
    guard let address = ServiceAddress(parsing: text ?? Self.endpoint(in: region)) else {
      throw .credentials("the address of the token service (STS) is not one of http: or https:")
    }
    guard address.isEncrypted || address.isLoopback || settings.allowsPlainHTTP else {
      throw .credentials(
        "the token service (STS) at \(address) would be asked without encryption: use https:, or allow plain http:")
    }
    self.address = address
  }

  /// `AssumeRole`: the role, for the bearer of other credentials.
  func assume(_ role: S3Role, with base: S3Credentials, origin: String) async throws(StoreError) -> S3Credentials {
    var form = form("AssumeRole", role)
    if let externalID = role.externalID { form.append(("ExternalId", externalID)) }
    let body = Self.encoded(form)
    var request = request
    do throws(CryptographyError) {
      let time = UTCTime(seconds: environment.now())
      let key = try S3SigningKey(base, day: time.day, region: region, service: "sts")
      let digest = try SHA256Hasher().digest(of: body)
      try S3Signer(key: key, time: time).sign(&request, payload: .digest(digest))
    } catch {
      throw .credentials("a request to \(address) cannot be signed: \(error)", cause: error)
    }
    return try await ask(request, body, role, origin: "\(origin), with \(base.origin)")
  }

  /// `AssumeRoleWithWebIdentity`: the role, for the bearer of a token; not signed.
  func assume(
    _ role: S3Role, webIdentity token: SecretBytes, origin: String
  ) async throws(StoreError) -> S3Credentials {
    let text = token.withBytes { String(decoding: $0, as: UTF8.self) }
    let form = form("AssumeRoleWithWebIdentity", role) + [("WebIdentityToken", text)]
    return try await ask(request, Self.encoded(form), role, origin: origin)
  }

  private var request: HTTPRequest {
    address.request(.post, [.contentType: "application/x-www-form-urlencoded; charset=utf-8"])
  }

  private func form(_ action: String, _ role: S3Role) -> [(String, String)] {
    var form = [
      ("Action", action), ("Version", "2011-06-15"), ("RoleArn", role.arn),
      ("RoleSessionName", role.sessionName ?? "elasto-sync-\(environment.now())"),
    ]
    if let duration = role.duration { form.append(("DurationSeconds", "\(duration)")) }
    return form
  }

  private static func encoded(_ form: [(String, String)]) -> [UInt8] {
    Array(form.map { "\($0)=\(PercentEncoding.query($1))" }.joined(separator: "&").utf8)
  }

  private func ask(
    _ request: HTTPRequest, _ body: [UInt8], _ role: S3Role, origin: String
  ) async throws(StoreError) -> S3Credentials {
    let reply: HTTPReply
    do throws(HTTPError) {
      reply = try await environment.transport.send(
        HTTPCall(request, body: .bytes(body), collectionLimit: Self.replyLimit))
    } catch {
      throw .credentials(error, asking: "the token service (STS)")
    }
    let status = reply.response.status.code
    guard status == 200 else {
      throw TokenServiceRefusal.error(in: reply.body, status: status, role: role, at: address)
    }
    return try TokenServiceReply.credentials(in: reply.body, from: address, origin: origin)
  }

  /// Amazon's service in a region; each has its own, so that a failure of one stays there.
  private static func endpoint(in region: String?) -> String {
    guard let region else { return "https://sts.amazonaws.com" }
    return "https://sts.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
  }
}
