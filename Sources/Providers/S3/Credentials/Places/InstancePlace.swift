import HTTPTypes

/// The metadata service of an EC2 instance in its second version (IMDSv2): a token, the role's name, its credentials.
struct InstancePlace: CredentialPlace {
  static let disablingVariable = "AWS_EC2_METADATA_DISABLED"
  static let endpointVariable = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
  static let endpoint = "http://169.254.169.254"
  static let endpoint6 = "http://[fd00:ec2::254]"
  static let credentialsPath = "latest/meta-data/iam/security-credentials/"
  /// Seconds that a token is asked to last; it is used once.
  static let tokenLifetime = "300"
  /// Seconds for which credentials are used that the service could not renew in time.
  static let grace: Int64 = 600

  var environment: CredentialEnvironment

  var title: String { "instance metadata" }

  func look() async throws(StoreError) -> CredentialFinding<S3Credentials> {
    if environment.isTrue(Self.disablingVariable) { return .none("switched off by \(Self.disablingVariable)") }
    let address = try address()
    let client = MetadataClient(environment: environment, timeout: try timeout(), attempts: try attempts())
    let token: String
    do throws(HTTPError) {
      let fields: HTTPFields = [.tokenLifetime: Self.tokenLifetime]
      let reply = try await client.send(address.appending("latest/api/token").request(.put, fields))
      let status = reply.response.status.code
      guard status == 200, !reply.body.isEmpty else { return .none("\(address) gives no token (status \(status))") }
      token = String(decoding: reply.body, as: UTF8.self)
    } catch {
      if error.code == .cancelled { throw .credentials(error, asking: title) }
      return .none("no answer from \(address): \(error.message)")
    }
    let list = try await text(client, address.appending(Self.credentialsPath), token)
    guard let role = list?.split(whereSeparator: \.isNewline).first else { return .none("the instance has no role") }
    let roleAddress = address.appending(Self.credentialsPath + role)
    guard let json = try await text(client, roleAddress, token) else {
      throw .credentials("\(title) at \(address) names the role \(role) and does not know it: try again")
    }
    return .found(try credentials(Array(json.utf8)))
  }

  private func credentials(_ json: [UInt8]) throws(StoreError) -> S3Credentials {
    let document = try CredentialDocument(parsing: json, from: title)
    if let code = document.code, code != "Success" {
      let reason = document.message.map { "\(code): \($0)" } ?? code
      throw .credentials("\(title) has no credentials for the instance's role: \(reason)")
    }
    var credentials = try document.credentials(origin: title, needsExpiration: true)
    // While the service behind it is down, the metadata service gives old ones, which stay valid for so long.
    credentials.expires = credentials.expires.map { max($0, environment.now() + Self.grace) }
    return credentials
  }

  /// `nil` where there is nothing (404).
  private func text(
    _ client: MetadataClient, _ address: ServiceAddress, _ token: String
  ) async throws(StoreError) -> String? {
    let reply: HTTPReply
    do throws(HTTPError) {
      reply = try await client.send(address.request(.get, [.metadataToken: token]))
    } catch {
      throw .credentials(error, asking: title)
    }
    switch reply.response.status.code {
    case 200: return String(decoding: reply.body, as: UTF8.self)
    case 404: return nil
    case let status where status >= 500:
      throw .credentialsUnavailable("\(title) at \(address) answers \(status)", cause: nil)
    case let status: throw .credentials("\(title) at \(address) answers \(status)")
    }
  }

  private func address() throws(StoreError) -> ServiceAddress {
    let isSixth = environment.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
    let text = environment.variable(Self.endpointVariable) ?? (isSixth ? Self.endpoint6 : Self.endpoint)
    guard let address = ServiceAddress(parsing: text) else {
      throw .credentials("\(Self.endpointVariable) is not an address of http: or https:")
    }
    return address
  }

  private func timeout() throws(StoreError) -> Duration {
    .seconds(try number("AWS_METADATA_SERVICE_TIMEOUT", from: 1, to: 60))
  }

  private func attempts() throws(StoreError) -> Int {
    try number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", from: 1, to: 10)
  }

  /// A variable's number; the least where it is not set.
  private func number(_ name: String, from least: Int, to most: Int) throws(StoreError) -> Int {
    guard let text = environment.variable(name) else { return least }
    guard let number = Int(text), (least...most).contains(number) else {
      throw .credentials("\(name) is not a whole number from \(least) to \(most)")
    }
    return number
  }
}

extension HTTPField.Name {
  fileprivate static let tokenLifetime = known("x-aws-ec2-metadata-token-ttl-seconds")
  fileprivate static let metadataToken = known("x-aws-ec2-metadata-token")

  private static func known(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else { preconditionFailure("a name of ours is well-formed") }
    return name
  }
}
