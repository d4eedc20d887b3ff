@testable import Providers

/// A shared access signature to make, in the form that the oracle reads too.
struct AzureAccessRequest: Encodable {
  /// `account`, `container`, `blob`, `snapshot`, `version`, `share` or `file`
  var kind: String
  /// Of what it opens, from the outermost to the innermost; the time of a snapshot or version is the last.
  var names: [String]
  var account: String
  /// Base64
  var key: String
  var permissions: String
  var start: String?
  var expiry: String
  var addresses: String?
  var tls: Bool
  var policy: String?
  var encryptionScope: String?
  /// By the names that the library gives them.
  var reply: [String: String]
  private var startSeconds: Int64?
  private var expirySeconds: Int64

  init(using generator: inout SeededGenerator) {
    kind = generator.pick(["account", "container", "blob", "snapshot", "version", "share", "file"])
    account = generator.pick(["ddiss", "devstoreaccount1"])
    key = generator.pick(["RWxhc3RvVW5pdFRlc3Rz", "AA==", "/+8="])
    permissions = generator.pick(["r", "rwdl", "racwdl", "rcw"])
    startSeconds = generator.chance(0.5) ? Int64.random(in: 946_684_800...2_000_000_000, using: &generator) : nil
    expirySeconds = Int64.random(in: 2_000_000_000...4_102_444_800, using: &generator)
    start = startSeconds.map { UTCTime(seconds: $0).extended }
    expiry = UTCTime(seconds: expirySeconds).extended
    addresses = generator.pick([nil, "168.1.5.65", "168.1.5.60-168.1.5.70"])
    tls = generator.chance(0.5)
    reply = [:]
    let inside = generator.pick(["plain", "with space", "ünï/🙂", "a+b&c=d?e#f%20"])
    switch kind {
    case "account": names = [generator.pick(["b", "f", "bf"]), generator.pick(["o", "sco", "co"])]
    case "container": names = ["container"]
    case "blob": names = ["container", inside]
    case "snapshot", "version": names = ["container", inside, "2026-11-22T10:11:12.1234567Z"]
    case "share": names = ["share"]
    default: names = ["share", inside]
    }
    guard kind != "account" else {
      encryptionScope = generator.pick([nil, "scope-1"])
      return
    }
    policy = generator.pick([nil, "policy 1"])
    if kind != "share", kind != "file" { encryptionScope = generator.pick([nil, "scope-1"]) }
    for name in ["cache_control", "content_disposition", "content_encoding", "content_language", "content_type"]
    where generator.chance(0.3) {
      reply[name] = generator.pick(["no-store", "attachment; filename=\"ü.txt\"", "text/plain"])
    }
  }

  /// The parameters of our query, decoded.
  ///
  /// - Parameter version: each library signs by the rules of the version that it speaks.
  func parameters(version: String) throws -> [String: String] {
    let scope: AzureSharedAccess.Scope =
      switch kind {
      case "account": .account(services: names[0], resourceTypes: names[1])
      case "container": .container(names[0])
      case "blob": .blob(names[1], container: names[0])
      case "snapshot": .snapshot(time: names[2], of: names[1], container: names[0])
      case "version": .version(names[2], of: names[1], container: names[0])
      case "share": .share(names[0])
      default: .file(path: names[1], share: names[0])
      }
    var access = AzureSharedAccess(
      scope: scope, permissions: permissions, start: startSeconds.map { UTCTime(seconds: $0) },
      expiry: UTCTime(seconds: expirySeconds), policy: policy, addresses: addresses, requiresTLS: tls,
      encryptionScope: encryptionScope)
    access.reply = .init(
      cacheControl: reply["cache_control"], contentDisposition: reply["content_disposition"],
      contentEncoding: reply["content_encoding"], contentLanguage: reply["content_language"],
      contentType: reply["content_type"])
    access.version = version
    let query = try access.query(signedWith: .test(account, key))
    return Dictionary(
      uniqueKeysWithValues: query.split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1)
        return (String(parts[0]), PercentEncoding.decode(String(parts[1])) ?? "?")
      })
  }
}
