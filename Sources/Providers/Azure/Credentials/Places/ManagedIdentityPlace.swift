import HTTPTypes

/// The identity that Azure gave this machine: asked of App Service's endpoint where there is one, else of the virtual
/// machine's metadata service.
struct ManagedIdentityPlace: CredentialPlace {
  static let endpoint = "http://169.254.169.254"
  /// Where another endpoint stands in for the virtual machine's, as in Azure's own libraries.
  static let endpointVariable = "AZURE_POD_IDENTITY_AUTHORITY_HOST"
  static let path = "metadata/identity/oauth2/token"

  /// Of a user-assigned identity; `nil` is the machine's own.
  var clientID: String?
  /// Whether the settings name it: a machine that may be none of Azure's is not waited for as long.
  var isNamed: Bool
  /// What the token is for.
  var resource = EntraService.storage
  var environment: CredentialEnvironment

  var title: String { "managed identity" }

  func look() async throws(StoreError) -> CredentialFinding<AzureCredentials> {
    let isService = environment.variable("IDENTITY_ENDPOINT") != nil
    let request = try isService ? serviceRequest() : machineRequest()
    let isThere = isService || isNamed
    let client = MetadataClient(
      environment: environment, timeout: .seconds(isThere ? 10 : 2), attempts: isThere ? 3 : 2)
    let reply: HTTPReply
    do throws(HTTPError) {
      reply = try await client.send(request)
    } catch {
      if isThere || error.code == .cancelled { throw .credentials(error, asking: title) }
      return .none("no answer from \(request.authority ?? ""): \(error.message)")
    }
    let status = reply.response.status.code
    if !isService, status == 404 { return .none("\(request.authority ?? "") knows of none") }
    let document = EntraReply(reply.body)
    guard status == 200 else {
      let message = "the \(title) is not given: \(document.reason(status))"
      throw status >= 500 || status == 429 ? .credentialsUnavailable(message, cause: nil) : .credentials(message)
    }
    return .found(try document.credentials(origin: title, at: environment.now()))
  }

  private func machineRequest() throws(StoreError) -> HTTPRequest {
    guard var address = ServiceAddress(parsing: environment.variable(Self.endpointVariable) ?? Self.endpoint) else {
      throw .credentials("\(Self.endpointVariable) is not an address of http: or https:")
    }
    address = address.appending(Self.path)
    address.query = query(version: "2018-02-01")
    return address.request(.get, [.metadata: "true"])
  }

  private func serviceRequest() throws(StoreError) -> HTTPRequest {
    guard let text = environment.variable("IDENTITY_ENDPOINT"), var address = ServiceAddress(parsing: text) else {
      throw .credentials("IDENTITY_ENDPOINT is not an address of http: or https:")
    }
    guard let header = environment.variable("IDENTITY_HEADER"), header.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw .credentials("IDENTITY_ENDPOINT is set, and IDENTITY_HEADER is not, or is no word") }
    address.query = query(version: "2019-08-01")
    return address.request(.get, [.identityHeader: header])
  }

  private func query(version: String) -> String {
    let client = clientID.map { "&client_id=\(PercentEncoding.query($0))" } ?? ""
    return "api-version=\(version)&resource=\(PercentEncoding.query(resource))\(client)"
  }
}

extension HTTPField.Name {
  fileprivate static let metadata = known("Metadata")
  fileprivate static let identityHeader = known("X-IDENTITY-HEADER")

  private static func known(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else { preconditionFailure("a name of ours is well-formed") }
    return name
  }
}
