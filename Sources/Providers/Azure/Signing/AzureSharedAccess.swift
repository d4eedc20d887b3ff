import Cryptography

/// A shared access signature: a part of what the account's key may do, as the query of a URL ("Create an account SAS",
/// "Create a service SAS", version 2020-12-06 and later).
struct AzureSharedAccess: Sendable {
  /// What it opens.
  enum Scope: Sendable {
    /// - Parameters:
    ///   - services: of `b`, `q`, `t` and `f`.
    ///   - resourceTypes: of `s` (service), `c` (container) and `o` (object).
    case account(services: String, resourceTypes: String)
    case container(String)
    case blob(String, container: String)
    /// - Parameter time: as the service names the snapshot.
    case snapshot(time: String, of: String, container: String)
    case version(String, of: String, container: String)
    case share(String)
    /// - Parameter path: from the root of the share.
    case file(path: String, share: String)
  }

  /// What a reply says instead of what is stored.
  struct ReplyFields: Sendable {
    var cacheControl: String?
    var contentDisposition: String?
    var contentEncoding: String?
    var contentLanguage: String?
    var contentType: String?
  }

  var scope: Scope
  /// Letters in the order of the documentation, `racwd…`; `nil` leaves them to the stored policy.
  var permissions: String?
  var start: UTCTime?
  var expiry: UTCTime?
  /// The name of a policy that the container stores; an account's signature has none.
  var policy: String?
  /// An address, or two with a hyphen between.
  var addresses: String?
  var requiresTLS = false
  var encryptionScope: String?
  /// Of the reply to a request for a blob or a file.
  var reply = ReplyFields()
  /// The version of the service's interface whose rules it follows.
  var version = "2021-12-02"

  /// The query, percent-encoded, with its signature. A request for a snapshot or a version says with a parameter of its
  /// own which one it means.
  func query(signedWith key: AzureAccountKey) throws(CryptographyError) -> String {
    let parameters = self.parameters
    let signature = try key.signature(of: text(parameters, account: key.account))
    return (parameters.filter { $0.name != "snapshot" } + [("sig", signature)]).map {
      "\($0)=\(PercentEncoding.query($1))"
    }.joined(separator: "&")
  }

  private var parameters: [(name: String, value: String)] {
    var all: [(String, String?)] = [
      ("sv", version), ("st", start?.extended), ("se", expiry?.extended), ("sp", permissions), ("sip", addresses),
      ("spr", requiresTLS ? "https" : nil),
    ]
    switch scope {
    case .account(let services, let resourceTypes): all += [("ss", services), ("srt", resourceTypes)]
    case .container: all += [("sr", "c"), ("si", policy)]
    case .blob: all += [("sr", "b"), ("si", policy)]
    case .snapshot(let time, _, _): all += [("sr", "bs"), ("snapshot", time), ("si", policy)]
    case .version(let version, _, _): all += [("sr", "bv"), ("snapshot", version), ("si", policy)]
    case .share: all += [("sr", "s"), ("si", policy)]
    case .file: all += [("sr", "f"), ("si", policy)]
    }
    all += [
      ("ses", encryptionScope), ("rscc", reply.cacheControl), ("rscd", reply.contentDisposition),
      ("rsce", reply.contentEncoding), ("rscl", reply.contentLanguage), ("rsct", reply.contentType),
    ]
    return all.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
  }

  /// What is signed: the values of parameters, an empty line for each that is not there.
  private func text(_ parameters: [(name: String, value: String)], account: String) -> String {
    func lines(_ names: String...) -> [String] {
      names.map { name in parameters.first { $0.name == name }?.value ?? "" }
    }
    let reply = lines("rscc", "rscd", "rsce", "rscl", "rsct")
    let text: [String]
    switch scope {
    case .account:
      text = [account] + lines("sp", "ss", "srt", "st", "se", "sip", "spr", "sv", "ses") + [""]
    case .container, .blob, .snapshot, .version:
      text =
        lines("sp", "st", "se") + [resource(of: account)]
        + lines("si", "sip", "spr", "sv", "sr", "snapshot", "ses") + reply
    case .share, .file:
      text = lines("sp", "st", "se") + [resource(of: account)] + lines("si", "sip", "spr", "sv") + reply
    }
    return text.joined(separator: "\n")
  }

  /// The name of what is opened, not encoded.
  private func resource(of account: String) -> String {
    switch scope {
    case .account: ""
    case .container(let container): "/blob/\(account)/\(container)"
    case .blob(let blob, let container), .snapshot(_, let blob, let container), .version(_, let blob, let container):
      "/blob/\(account)/\(container)/\(blob)"
    case .share(let share): "/file/\(account)/\(share)"
    case .file(let path, let share): "/file/\(account)/\(share)/\(path)"
    }
  }
}
