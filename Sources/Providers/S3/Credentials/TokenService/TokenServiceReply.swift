import Secrets

/// What the token service gives for a role: the `Credentials` of `AssumeRoleResponse` or
/// `AssumeRoleWithWebIdentityResponse`.
struct TokenServiceReply: XMLModel {
  private var accessKeyID = ""
  private var secretAccessKey = ""
  private var sessionToken = ""
  private var expiration = ""

  static func accepts(root: String) -> Bool {
    root == "AssumeRoleResponse" || root == "AssumeRoleWithWebIdentityResponse"
  }

  mutating func end(_ path: XMLPath, text: String) {
    guard path.parent == "Credentials" else { return }
    switch path.name {
    case "AccessKeyId": accessKeyID = text
    case "SecretAccessKey": secretAccessKey = text
    case "SessionToken": sessionToken = text
    case "Expiration": expiration = text
    default: break
    }
  }

  /// Reads a reply; the message of an error repeats nothing of it.
  static func credentials(
    in document: [UInt8], from address: ServiceAddress, origin: String
  ) throws(StoreError) -> S3Credentials {
    let service = "the token service (STS) at \(address)"
    let reply: TokenServiceReply
    do throws(XMLFault) {
      reply = try XMLReader.read(document, as: TokenServiceReply())
    } catch {
      throw .credentials("\(service) gave a reply that \(error)", cause: error)
    }
    let fields = [
      ("AccessKeyId", reply.accessKeyID), ("SecretAccessKey", reply.secretAccessKey),
      ("SessionToken", reply.sessionToken), ("Expiration", reply.expiration),
    ]
    let missing = fields.filter(\.1.isEmpty).map(\.0)
    guard missing.isEmpty else {
      throw .credentials("\(service) gave credentials without \(missing.joined(separator: " and "))")
    }
    guard let expires = UTCTime(rfc3339: reply.expiration) else {
      throw .credentials("\(service) gave credentials whose Expiration is not a time such as 2026-01-31T12:00:00Z")
    }
    return S3Credentials(
      accessKeyID: reply.accessKeyID, secretAccessKey: SecretBytes(copying: Array(reply.secretAccessKey.utf8)),
      sessionToken: SecretBytes(copying: Array(reply.sessionToken.utf8)), expires: expires.seconds, origin: origin)
  }
}
