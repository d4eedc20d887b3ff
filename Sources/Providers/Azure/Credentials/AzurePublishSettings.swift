public import Secrets

/// A `.publishsettings` file of the classic portal: subscriptions, and the certificate that opened them.
///
/// The API behind it was retired, so that the certificate opens nothing any more. The file still says which
/// subscriptions are meant.
public struct AzurePublishSettings: Sendable {
  public struct Subscription: Sendable {
    public var id: String
    public var name: String
    /// PKCS #12 without a password; empty where the file has none.
    public var certificate: SecretBytes
  }

  public let subscriptions: [Subscription]

  /// Reads both layouts: the certificate with each subscription (2.0), or one for all of them. Throws `.failed` for what
  /// is no such file; the message repeats nothing of it.
  public init(parsing document: [UInt8]) throws(StoreError) {
    let model: AzurePublishData
    do throws(XMLFault) {
      model = try XMLReader.read(document, as: AzurePublishData())
    } catch {
      throw .credentials("this is no .publishsettings file: it \(error)", cause: error)
    }
    guard !model.subscriptions.isEmpty else { throw .credentials("the .publishsettings file names no subscription") }
    subscriptions = model.subscriptions.map { found in
      Subscription(
        id: found.id, name: found.name,
        certificate: SecretBytes(copying: Base64.decode(found.certificate ?? model.certificate) ?? []))
    }
  }

  /// What to use instead, for whoever has nothing but the file.
  public var advice: String {
    let known = subscriptions.map { "\($0.id) (\($0.name))" }.joined(separator: ", ")
    return "the certificate of a .publishsettings file opens nothing any more; for subscription \(known), give the "
      + "account's \"shared-key\", or \"tenant\", \"client-id\" and \"client-secret\" of an application that has the role "
      + "Storage Blob Data Contributor"
  }
}

/// `PublishData` of a `.publishsettings` file.
struct AzurePublishData: XMLModel {
  struct Subscription {
    var id: String
    var name: String
    var certificate: String?
  }

  private(set) var subscriptions: [Subscription] = []
  /// Of all subscriptions, in the older layout.
  private(set) var certificate = ""

  static func accepts(root: String) -> Bool { root == "PublishData" }

  mutating func begin(_ path: XMLPath) {
    if path.name == "PublishProfile" { certificate = path.attributes["ManagementCertificate"] ?? "" }
  }

  mutating func end(_ path: XMLPath, text: String) {
    guard path.name == "Subscription", let id = path.attributes["Id"], !id.isEmpty else { return }
    subscriptions.append(
      Subscription(
        id: id, name: path.attributes["Name"] ?? "", certificate: path.attributes["ManagementCertificate"]))
  }
}
