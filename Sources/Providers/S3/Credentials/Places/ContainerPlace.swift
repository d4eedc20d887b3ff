import HTTPTypes
import Secrets

/// The credential service of a container: Amazon ECS, or EKS with pod identities.
struct ContainerPlace: CredentialPlace {
  static let relativeVariable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
  static let fullVariable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
  /// Where relative addresses lead.
  static let host = "http://169.254.170.2"
  /// Beyond this machine, only these may be asked without encryption: they are links to the machine beneath.
  static let linkLocalHosts = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]

  var environment: CredentialEnvironment

  var title: String { "container metadata" }

  func look() async throws(StoreError) -> CredentialFinding<S3Credentials> {
    guard let address = try address() else {
      return .none("neither \(Self.relativeVariable) nor \(Self.fullVariable) is set")
    }
    var fields: HTTPFields = [.accept: "application/json"]
    if let token = try await token() { fields[.authorization] = token }
    let client = MetadataClient(environment: environment, timeout: .seconds(2), attempts: 3)
    let reply: HTTPReply
    do throws(HTTPError) {
      reply = try await client.send(address.request(.get, fields))
    } catch {
      throw .credentials(error, asking: "the container's credential service")
    }
    let status = reply.response.status.code
    guard status == 200 else {
      let reason = (try? CredentialDocument(parsing: reply.body, from: title))?.message.map { ": \($0)" } ?? ""
      let message = "the container's credential service at \(address) answers \(status)\(reason)"
      throw status >= 500 ? .credentialsUnavailable(message, cause: nil) : .credentials(message)
    }
    let document = try CredentialDocument(parsing: reply.body, from: title)
    return .found(try document.credentials(origin: title, needsExpiration: true))
  }

  private func address() throws(StoreError) -> ServiceAddress? {
    if let path = environment.variable(Self.relativeVariable) {
      guard path.hasPrefix("/"), let address = ServiceAddress(parsing: Self.host + path) else {
        throw .credentials("\(Self.relativeVariable) is not a path that begins with \"/\"")
      }
      return address
    }
    guard let text = environment.variable(Self.fullVariable) else { return nil }
    guard let address = ServiceAddress(parsing: text) else {
      throw .credentials("\(Self.fullVariable) is not an address of http: or https:")
    }
    guard address.isEncrypted || address.isLoopback || Self.linkLocalHosts.contains(address.host) else {
      throw .credentials(
        "\(Self.fullVariable) names \(address.host): without https:, only this machine and "
          + "\(Self.linkLocalHosts.joined(separator: ", ")) may be asked for credentials")
    }
    return address
  }

  /// Read each time: the platform renews the file.
  private func token() async throws(StoreError) -> String? {
    let fileVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
    let tokenVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    let (token, source): (String, String)
    if let path = environment.variable(fileVariable) {
      guard let contents = try await CredentialFile(path: path, kind: .token).read() else {
        throw .credentials("\(fileVariable) names \(path), which is not there")
      }
      (token, source) = (contents.bytes.withBytes { String(decoding: $0, as: UTF8.self) }, path)
    } else if let value = environment.variable(tokenVariable) {
      (token, source) = (value, tokenVariable)
    } else {
      return nil
    }
    guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
      throw .credentials("the authorization token in \(source) has line ends or other control characters")
    }
    return token
  }
}
