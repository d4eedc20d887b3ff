import HTTPTypes
import Secrets

/// Entra ID's token endpoint, version 2.0: it gives applications tokens for a resource.
struct EntraService: Sendable {
  /// What tokens are for: every storage account, in every cloud.
  static let storage = "https://storage.azure.com/"
  /// What tokens are for: the accounts of a subscription, in Microsoft's public cloud.
  static let management = "https://management.azure.com/"
  static let publicAuthority = "https://login.microsoftonline.com"
  static let authorityVariable = "AZURE_AUTHORITY_HOST"
  private static let replyLimit = 1 << 18

  /// What an application proves itself with.
  enum Proof: Sendable {
    case secret(SecretBytes)
    /// A token that another party signed (RFC 7523).
    case assertion(SecretBytes)
  }

  /// `nil` is the environment's, else Microsoft's public one.
  var authority: String?
  var resource: String
  var environment: CredentialEnvironment

  func token(
    tenant: String, clientID: String, showing proof: Proof, origin: String
  ) async throws(StoreError) -> AzureCredentials {
    let address = try address(tenant: tenant)
    let request = address.request(.post, [.contentType: "application/x-www-form-urlencoded"])
    let reply: HTTPReply
    do throws(HTTPError) {
      reply = try await environment.transport.send(
        HTTPCall(request, body: .bytes(form(clientID, proof)), collectionLimit: Self.replyLimit))
    } catch {
      throw .credentials(error, asking: "Entra ID at \(address.authority)")
    }
    let document = EntraReply(reply.body)
    let status = reply.response.status.code
    guard status == 200 else {
      let message = "Entra ID gives the application \(clientID) no token: \(document.reason(status))"
      if status == 429 || status >= 500 { throw .credentialsUnavailable(message, cause: nil) }
      throw .credentials(message)
    }
    return try document.credentials(origin: origin, at: environment.now())
  }

  private func address(tenant: String) throws(StoreError) -> ServiceAddress {
    let isTenant =
      !tenant.isEmpty
      && tenant.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      }
    guard isTenant else { throw .credentials("the tenant is neither an id nor a domain") }
    var text = authority ?? environment.variable(Self.authorityVariable) ?? Self.publicAuthority
    if !text.contains("://") { text = "https://" + text }
    guard let address = ServiceAddress(parsing: text) else {
      throw .credentials("the authority of Entra ID is not an address such as \(Self.publicAuthority)")
    }
    guard address.isEncrypted || address.isLoopback else {
      throw .credentials("Entra ID at \(address) would be asked without encryption: use https:")
    }
    return address.appending("\(tenant)/oauth2/v2.0/token")
  }

  private func form(_ clientID: String, _ proof: Proof) -> [UInt8] {
    func text(_ secret: SecretBytes) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }
    var fields = [
      ("client_id", clientID), ("grant_type", "client_credentials"), ("scope", "\(resource).default"),
    ]
    switch proof {
    case .secret(let secret): fields.append(("client_secret", text(secret)))
    case .assertion(let token):
      fields.append(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
      fields.append(("client_assertion", text(token)))
    }
    return Array(fields.map { "\($0)=\(PercentEncoding.query($1))" }.joined(separator: "&").utf8)
  }
}
