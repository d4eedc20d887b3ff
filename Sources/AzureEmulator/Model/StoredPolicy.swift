/// A policy of a container or a share that shared access signatures may name ("Set Container ACL", "Set Share ACL").
struct StoredPolicy: Sendable {
  private static let most = 5

  var id: String
  var start: String?
  var expiry: String?
  var permissions: String?

  /// Those of a `SignedIdentifiers` document.
  static func list(_ document: [UInt8]) throws(StorageFault) -> [StoredPolicy] {
    var policies: [StoredPolicy] = []
    for text in XMLText.contents(of: "SignedIdentifier", in: String(decoding: document, as: UTF8.self)) {
      guard let id = XMLText.value(of: "Id", in: text) else {
        throw StorageFault(400, "InvalidXmlDocument", "A policy has no id.")
      }
      policies.append(
        StoredPolicy(
          id: id, start: XMLText.value(of: "Start", in: text), expiry: XMLText.value(of: "Expiry", in: text),
          permissions: XMLText.value(of: "Permission", in: text)))
    }
    guard policies.count <= most else {
      throw StorageFault(400, "InvalidXmlDocument", "There are at most five policies.")
    }
    return policies
  }

  static func document(_ policies: [StoredPolicy]) -> String {
    XMLWriter.document { xml in
      xml.element("SignedIdentifiers") { xml in
        for policy in policies {
          xml.element("SignedIdentifier") { xml in
            xml.text("Id", policy.id)
            xml.element("AccessPolicy") { xml in
              xml.text("Start", policy.start)
              xml.text("Expiry", policy.expiry)
              xml.text("Permission", policy.permissions)
            }
          }
        }
      }
    }
  }
}
