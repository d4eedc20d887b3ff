import FoundationEssentials
import Secrets

/// Credentials as JSON: from metadata services (container, instance) and from `credential_process`.
struct CredentialDocument: Decodable {
  var version: Int?
  /// `Success` from instances; else why there are none.
  var code: String?
  var message: String?
  var accessKeyID: String?
  var secretAccessKey: String?
  var token: String?
  var expiration: String?

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    func text(_ names: String...) throws -> String? {
      for name in names {
        if let text = try fields.decodeIfPresent(String.self, forKey: Key(stringValue: name)) { return text }
      }
      return nil
    }
    version = try fields.decodeIfPresent(Int.self, forKey: Key(stringValue: "Version"))
    code = try text("Code", "code")
    message = try text("Message", "message")
    accessKeyID = try text("AccessKeyId")
    secretAccessKey = try text("SecretAccessKey")
    token = try text("Token", "SessionToken")
    expiration = try text("Expiration")
  }

  /// Throws where the bytes are no such document; the message begins with `source` and repeats nothing of them.
  init(parsing json: [UInt8], from source: String) throws(StoreError) {
    do {
      self = try JSONDecoder().decode(CredentialDocument.self, from: Data(json))
    } catch {
      throw .credentials("\(source) gave something that is not a JSON document of credentials")
    }
  }

  /// Throws where a field that credentials need is missing or empty, or the end is no time.
  func credentials(origin: String, needsExpiration: Bool) throws(StoreError) -> S3Credentials {
    let required =
      [("AccessKeyId", accessKeyID), ("SecretAccessKey", secretAccessKey)]
      + (needsExpiration ? [("Expiration", expiration)] : [])
    let missing = required.filter { $0.1?.isEmpty ?? true }.map(\.0)
    guard let accessKeyID, let secretAccessKey, missing.isEmpty else {
      throw .credentials("\(origin) gave credentials without \(missing.joined(separator: " and "))")
    }
    var expires: Int64?
    if let expiration {
      guard let time = UTCTime(rfc3339: expiration) else {
        throw .credentials("\(origin) gave credentials whose Expiration is not a time such as 2026-01-31T12:00:00Z")
      }
      expires = time.seconds
    }
    return S3Credentials(
      accessKeyID: accessKeyID, secretAccessKey: SecretBytes(copying: Array(secretAccessKey.utf8)),
      sessionToken: token.flatMap { $0.isEmpty ? nil : SecretBytes(copying: Array($0.utf8)) }, expires: expires,
      origin: origin)
  }
}
